import { cpSync, readdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { KIT, REPOSITORY } from './project/places';
import { runNode, temporaryFolder } from './project/run';
import { write } from './project/workspace';

/** A kit with one source, that prints a text. */
function kitThatPrints(text: string): { print: (text: string) => void; start: () => Promise<string>; builds: () => string[] } {
  const root = temporaryFolder();
  cpSync(join(KIT, 'bin'), join(root, 'bin'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const print = (line: string) => write(root, { 'src/cli/main.ts': `const line: string = '${line}';\nconsole.log(line);\n` });
  print(text);
  return {
    print,
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
