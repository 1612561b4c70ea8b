import { resolveOptions } from '../../src/config/validation';
import { sourcesOf } from '../project/sources';

const SOURCES = sourcesOf(['orders', 'thumbnail']);

describe('defaults', () => {
  test('are all there when only the name is given', () => {
    expect(resolveOptions({ name: 'app' }, SOURCES)).toEqual({
      name: 'app',
      pythonVersion: '3.13',
      architecture: 'x86_64',
      functions: {},
      bundling: {
        policy: { unit: 'skip', develop: 'auto', verify: 'docker', release: 'docker' },
        runtimeImage: 'public.ecr.aws/lambda/python:{python}',
        slim: false,
        bytecode: false, exclude: [],
        omitRuntimePackages: false,
      },
      pipeline: {
        stages: [
          { name: 'development', production: false, branches: ['main'] },
          { name: 'production', production: true, branches: [] },
        ],
        image: 'node:24-trixie',
        timeoutMinutes: 30,
        deployTimeoutMinutes: 60,
        dockerInDocker: { connection: 'tls', version: '29.7.2', waitSeconds: 60, shards: 1, tags: [] },
        gitlab: { url: 'https://gitlab.com', defaultBranch: 'main', tags: [], arm64Tags: [], securityScanners: false },
      },
      deployment: { allow: {} },
      local: { aws: 'ministack' },
      deps: [],
      devDeps: [],
    });
  });

  test('fill in what an override leaves out', () => {
    const { functions, bundling } = resolveOptions({ name: 'app', functions: { orders: {} }, bundling: { policy: { develop: 'local' } } }, SOURCES);
    expect(functions.orders).toEqual({ exclude: [], shared: [], extras: [], groups: [], testEnvironment: {}, budget: {}, mayDiffer: [], smoke: [] });
    expect(bundling.policy).toEqual({ unit: 'skip', develop: 'local', verify: 'docker', release: 'docker' });
  });
});
