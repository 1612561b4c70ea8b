import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { containers, judgeMount } from '../../../src/doctor/checks/containers';
import { Deadline } from '../../../src/doctor/deadline';
import { fakeProgram, temporaryFolder } from '../../project/workspace';
import { examination, fakeDocker } from '../examination';

const UNSEEN = 'Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /builds/app';
/** It mounts in earnest, as a daemon on the same file system: `cp` prints the file that was mounted. */
const SEES = `#!/bin/sh
here="\${0%/*}"
echo "$1 $2 $3" >> "$here/asked"
case "$1" in
  create) echo "$5" | sed 's/.*source=\\([^"]*\\)".*/\\1/' > "$here/source" ;;
  cp) cat "$(cat "$here/source")/\${2##*/probe/}" ;;
esac
`;

let root: string;
let temporary: string;
beforeEach(() => {
  root = temporaryFolder();
  temporary = temporaryFolder();
});

test('folders that the daemon sees are right; nothing is left in them or in the engine', async () => {
  process.env.CDK_DOCKER = fakeProgram('docker', SEES);
  const results = await containers.run(examination({ root, temporary, deadline: new Deadline(20) }));
  expect(results.map(({ id, state }) => `${id} ${state}`)).toEqual(['space ok', 'checkout ok', 'temporary ok']);
  expect([...readdirSync(root), ...readdirSync(temporary)]).toEqual([]);
  const asked = readFileSync(join(process.env.CDK_DOCKER, '../asked'), 'utf8').trim().split('\n');
  expect(asked.map((line) => line.split(' ')[0])).toEqual(['import', 'create', 'cp', 'create', 'cp', 'rm', 'rmi']);
});

test('folders that the daemon does not see are warnings, since files are copied here', async () => {
  fakeDocker({ import: 'sha256:1', create: `!${UNSEEN}`, rm: '', rmi: '' });
  expect(await containers.run(examination({ root, temporary, deadline: new Deadline(20) }))).toMatchObject([
    { id: 'space', state: 'ok' }, { id: 'checkout', state: 'warning', code: 'DIND32' }, { id: 'temporary', state: 'warning', code: 'DIND31' },
  ]);
});

test('a full disk is DIND29, and the image is removed as far as it came', async () => {
  process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\necho "$1" >> "${0%/*}/asked"\n[ "$1" != import ] || { echo >&2 "write /space: no space left on device"; exit 1; }\n');
  expect(await containers.run(examination({ root, temporary }))).toMatchObject([{ id: 'space', state: 'failed', code: 'DIND29' }, { state: 'skipped' }, { state: 'skipped' }]);
  expect(readFileSync(join(process.env.CDK_DOCKER, '../asked'), 'utf8')).toBe('import\nrmi\n');
});

test('another program than docker is not asked', async () => {
  process.env.CDK_DOCKER = 'podman';
  expect((await containers.run(examination({ root, temporary }))).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'skipped']);
});

describe('a mount', () => {
  const judge = (code: number, text: string) => judgeMount('checkout', '/builds/app', { code, stdout: text, output: text }, 'the mark');
  test.each([
    [0, 'a header and the mark', 'ok', undefined],
    [0, 'a header and another mark', 'warning', 'DIND32'],
    [1, UNSEEN, 'warning', 'DIND32'],
    [1, 'Mounts denied: the path is not shared', 'warning', 'DIND32'],
    [1, 'mkdir: no space left on device', 'failed', 'DIND29'],
    [124, 'docker create did not end within the limit', 'failed', 'DIND24'],
  ])('with code %d and "%s" is %s', (code, text, state, finding) => expect(judge(code, text)).toMatchObject({ state, ...(finding && { code: finding }) }));
});
