import type { Config } from './pipeline';
import { CONNECTIONS } from '../../../src/config/pipeline-options';

export const STAGES = [
  { name: 'development', branches: ['develop', 'release/*'] },
  { name: 'staging', branches: ['main', 'hotfix/*'] },
  { name: 'production', production: true },
];

const IN_IMAGE = { policy: { release: 'in-image' } } as const;

/** Three stages, the third of them production; bundled in Lambda's image, and Docker in its own jobs only. */
export const PROMOTION: Config = { options: { bundling: IN_IMAGE, pipeline: { stages: STAGES, dockerInDocker: { tags: ['privileged'] } } } };

/** Projects that differ in what shapes a pipeline. */
export const CONFIGS: Readonly<Record<string, Config>> = {
  'the defaults, with a release in docker': {},
  'one stage': { options: { pipeline: { stages: [{ name: 'development', branches: ['main'] }] } } },
  'three stages': PROMOTION,
  'production alone': { options: { pipeline: { stages: [{ name: 'production', production: true }] } } },
  'a release that is bundled without an image': {
    options: { bundling: { policy: { release: 'local' } }, pipeline: { stages: [{ name: 'live', production: true, modes: ['local'] }] } },
  },
  'two versions of Python and two processors': {
    options: {
      bundling: IN_IMAGE,
      functions: { thumbnail: { pythonVersion: '3.12', architecture: 'arm64' } },
      pipeline: { stages: STAGES, gitlab: { tags: ['linux'], arm64Tags: ['arm'] } },
    },
  },
  'no function yet': { functions: [], options: { bundling: IN_IMAGE } },
  'scanners, certificates and a mirror': {
    options: {
      pipeline: {
        stages: STAGES,
        dockerInDocker: { registryMirror: 'https://mirror.example.com' },
        gitlab: { securityScanners: true, certificatesVariable: 'COMPANY_CA', url: 'https://gitlab.example.com' },
      },
    },
  },
  ...Object.fromEntries(CONNECTIONS.map((connection) => [`Docker by ${connection}`, {
    options: { bundling: IN_IMAGE, pipeline: { stages: STAGES, dockerInDocker: { connection } } },
  }])),
};
