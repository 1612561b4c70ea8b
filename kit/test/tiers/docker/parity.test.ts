import { selectFunctions } from '../../../src/config/workspace';
import { bundleEach, compareEach } from '../../../src/testing/suite';
import { SilentProgress } from '../../project/silent-progress';
import { workspaceWith } from '../../project/workspace';
import { useUvOfThisCheckout } from '../integration/bundling';

jest.setTimeout(600_000);

const FROM_SOURCE = 'markupsafe==3.0.3\n--no-binary markupsafe\n';

test('bundles made in Docker and without it are the same, or what differs is told and can be allowed', async () => {
  process.env.BUNDLING_MODE = 'docker';
  await useUvOfThisCheckout();
  const workspace = workspaceWith({
    same: { 'requirements.txt': 'markupsafe==3.0.3\ndocopt==0.6.2\nidna==3.10\n' },
    from_source: { 'requirements.txt': FROM_SOURCE },
    allowed: { 'requirements.txt': FROM_SOURCE },
  });
  const functions = selectFunctions(workspace).map((fn) => (fn.name === 'allowed' ? { ...fn, mayDiffer: ['markupsafe'] } : fn));
  const made = await bundleEach(workspace, functions, new SilentProgress());
  const parities = await compareEach(workspace, made, new SilentProgress());
  expect(Object.fromEntries(parities)).toEqual({
    same: { checks: [expect.objectContaining({ kind: 'passed', message: 'the same files with Docker and without' })], warnings: [] },
    from_source: {
      checks: [expect.objectContaining({
        kind: 'no-parity',
        message: expect.stringMatching(/is a build from source cp313-cp313-linux_x86_64 in Docker, and the wheel py3-none-any without: .*_speedups/),
        fix: expect.stringContaining("functions.from_source.mayDiffer: ['markupsafe']"),
      })],
      warnings: [],
    },
    allowed: { checks: [expect.objectContaining({ kind: 'passed', message: 'differs only in what may differ' })], warnings: [] },
  });
});
