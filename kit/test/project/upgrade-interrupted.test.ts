import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpgradedProject, writeKit } from './kits';
import { temporaryFolder } from './run';
import { eventually } from './workspace';
import { restoreLine } from '../../src/project/upgrade';

jest.setTimeout(60_000);

const MANY = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`src/part-${i}/file.ts`, `// ${i}\n`]));

let project: UpgradedProject;
afterEach(() => project.end());

describe.each<NodeJS.Signals>(['SIGINT', 'SIGKILL'])('an upgrade that %s ends', (signal) => {
  test.each([
    ['while npm installs', 'install'], ['in a migration', 'migrate-was-run'], ['while projen generates', '--no-install'],
  ])('%s is undone by what it printed', async (_, hangAt) => {
    project = UpgradedProject.fork();
    const before = project.contents();
    const { child, ended } = project.start([writeKit(join(temporaryFolder(), 'kit'), '1.1.0')], hangAt);
    await eventually(() => project.calls.some((line) => line.startsWith('hangs')), 20);
    child.kill(signal);
    await ended;
    await eventually(() => project.running().length === 0, 20); // or it would write after what follows
    expect(project.contents()).not.toEqual(before);
    project.shell(restoreLine(project.root), join(project.root, 'kit'));
    expect(project.contents()).toEqual(before);
    expect(project.git('status', '--porcelain')).toBe('');
  });
});

test('killed while it replaces files, it is undone as well', async () => {
  project = UpgradedProject.fork(MANY);
  const before = project.contents();
  const next = writeKit(join(temporaryFolder(), 'kit'), '1.1.0', Object.fromEntries(Object.entries(MANY).map(([path, text]) => [path, `new ${text}`])));
  const { child, ended } = project.start([next], 'install');
  await eventually(() => project.read('kit/src/part-0/file.ts') !== before['kit/src/part-0/file.ts'], 20);
  child.kill('SIGKILL');
  await ended;
  project.shell(restoreLine(project.root), tmpdir());
  expect(project.contents()).toEqual(before);
});
