import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { KIT, REPOSITORY, SAMPLE } from './project/places';
import { runNode, temporaryFolder } from './project/run';
import { write } from './project/workspace';

const STRICTER = { noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true };

/** A project with the kit's sources, whose compiler options are stricter than the kit's own. */
function project(source: string): string {
  const root = temporaryFolder();
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  write(root, {
    'tsconfig.dev.json': JSON.stringify({
      extends: join(SAMPLE, 'tsconfig.json'),
      compilerOptions: { ...STRICTER, noEmit: true, rootDir: '.' },
      include: ['src/**/*.ts'],
    }),
    'src/main.ts': source,
  });
  return root;
}

test("a team's stricter compiler options are held against its own files, never against the kit's", async () => {
  const root = project([
    "import { PythonLambdaApp } from 'python-lambda-kit';",
    '',
    "new PythonLambdaApp({ name: 'app', architecture: 'z80' });",
    'export const shout = (words: string[]): string => words[0].toUpperCase();',
  ].join('\n'));
  const { code, stdout } = await runNode([join(KIT, 'bin/typecheck.js'), 'tsconfig.dev.json'], {}, root);
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^src\/main\.ts\(3,\d+\): error TS2322: Type '"z80"' is not assignable/),
    expect.stringMatching(/^src\/main\.ts\(4,\d+\): error TS2532: Object is possibly 'undefined'/),
  ]);
  expect(code).toBe(1);
});

test('is what a fork has as its task', () => {
  const { tasks } = JSON.parse(readFileSync(join(SAMPLE, '.projen/tasks.json'), 'utf8')) as { tasks: { typecheck: { steps: unknown } } };
  expect(tasks.typecheck.steps).toEqual([{ execArgs: ['node', 'kit/bin/typecheck.js', 'tsconfig.dev.json'] }]);
});

test('a project without a mistake passes', async () => {
  const root = project("import type { PythonLambdaAppOptions } from 'python-lambda-kit';\n\nexport const options: PythonLambdaAppOptions = { name: 'app' };\n");
  expect(await runNode([join(KIT, 'bin/typecheck.js'), 'tsconfig.dev.json'], {}, root)).toMatchObject({ code: 0, stdout: '' });
});

test.each([
  ['a configuration that is not there', undefined, 'tsconfig.dev.json'],
  ['one that is not JSON', '{ "include": [', 'tsconfig.dev.json'],
  ['one that has no files', '{ "include": ["nowhere/*.ts"] }', 'No inputs were found'],
])('%s is an error', async (_, text, says) => {
  const root = temporaryFolder();
  if (text) write(root, { 'tsconfig.dev.json': text });
  const { code, stdout } = await runNode([join(KIT, 'bin/typecheck.js'), 'tsconfig.dev.json'], {}, root);
  expect(stdout).toContain(says);
  expect(code).toBe(1);
});
