import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KIT, REPOSITORY } from './project/places';
import { runNode, temporaryFolder } from './project/run';
import { write } from './project/workspace';

/** Runs a program as a user without any rights, where this one may do all. */
const AS_NOBODY = 'if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }';

/** A kit with one source, that prints a text. */
function kitThatPrints(text: string) {
  const root = temporaryFolder();
  cpSync(join(KIT, 'bin'), join(root, 'bin'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const print = (line: string) => write(root, { 'src/cli/main.ts': `const line: string = '${line}';\nconsole.log(line);\n` });
  print(text);
  return {
    root,
    print,
    startAsNobody: (...args: string[]) => runNode(['-e', `${AS_NOBODY} require(${JSON.stringify(join(root, 'bin/python-lambda.js'))})`, '--', ...args], {}, root),
    start: async () => (await runNode([join(root, 'bin/python-lambda.js')], {}, root)).stdout.trim(),
    builds: () => readdirSync(join(root, '.build')).map((name) => join(root, '.build', name)),
  };
}

test('the program runs what its sources say, after each edit, and from several starts at once', async () => {
  const kit = kitThatPrints('one');
  expect(await Promise.all([kit.start(), kit.start()])).toEqual(['one', 'one']);
  expect(kit.builds()).toHaveLength(1);
  kit.print('two');
  expect(await kit.start()).toBe('two');
});

test('what is compiled is kept as long as it is used, and not longer', async () => {
  const kit = kitThatPrints('one');
  const long = new Date(Date.now() - 30 * 24 * 3600 * 1000);
  await kit.start();
  const [first] = kit.builds();
  utimesSync(first, long, long);
  await kit.start();
  expect(statSync(first).mtimeMs).toBeGreaterThan(long.getTime());
  kit.print('two');
  await kit.start();
  expect(kit.builds()).toContain(first);
  utimesSync(first, long, long);
  kit.print('three');
  await kit.start();
  expect(kit.builds()).not.toContain(first);
});

describe('a folder for what is compiled', () => {
  /** Everybody may read the kit, and nobody else may write to it. */
  const unwritable = (make: (build: string) => void) => {
    const kit = kitThatPrints('one');
    chmodSync(kit.root, 0o755);
    make(join(kit.root, '.build'));
    return kit;
  };

  test.each<[string, (build: string) => void]>([
    ['is there, empty, and cannot be written', (build) => mkdirSync(build, { mode: 0o555 })],
    ['cannot be made', (build) => chmodSync(dirname(build), 0o555)],
    ['is a file', (build) => writeFileSync(build, '')],
  ])('that %s is one clear error, for people and for programs', async (_, make) => {
    const kit = unwritable(make);
    const { code, stdout, stderr } = await kit.startAsNobody();
    expect({ code, stdout }).toEqual({ code: 73, stdout: '' });
    expect(stderr).toMatch(/^✖ the kit cannot be compiled: .+\n {2}at {2}.+\.build\n {2}fix .+python-lambda --version.+\n$/);
    expect(JSON.parse((await kit.startAsNobody('--json')).stdout)).toEqual({
      schemaVersion: 1, error: { what: expect.any(String), where: join(kit.root, '.build'), fix: expect.any(String), code: 73 },
    });
  });

  test('that cannot be written is no error where another user has compiled, as the fix says', async () => {
    const kit = unwritable((build) => mkdirSync(build, { mode: 0o755 }));
    if (process.getuid?.() !== 0) return; // there is no other user
    await kit.start();
    expect(await kit.startAsNobody()).toEqual({ code: 0, stdout: 'one\n', stderr: '' });
  });
});
