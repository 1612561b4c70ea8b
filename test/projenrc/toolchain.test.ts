import { resolve } from 'node:path';
import { type Linter, loadESLint } from 'eslint';
import { synth } from './synth';

const CHECKOUT = resolve(__dirname, '../..');

/** Rules that a text would break, were it this file of the checkout. Nothing is written. */
async function brokenRules(path: string, text: string): Promise<string[]> {
  const ESLint = await loadESLint({ useFlatConfig: false });
  const [{ messages }] = await new ESLint({ cwd: CHECKOUT }).lintText(text, { filePath: resolve(CHECKOUT, path) });
  return messages.map(({ ruleId, message }: Linter.LintMessage) => `${ruleId}: ${message}`);
}

describe('a layer', () => {
  test.each([
    ['the engine imports the CDK', 'src/bundling/probe.ts', 'aws-cdk-lib', 'no-restricted-imports'],
    ['the engine imports a part of the CDK', 'src/bundling/probe.ts', 'aws-cdk-lib/aws-lambda', 'no-restricted-imports'],
    ['the engine imports constructs', 'src/bundling/probe.ts', '../constructs', 'import/no-restricted-paths'],
    ['the engine imports a command', 'src/bundling/probe.ts', '../commands/command', 'import/no-restricted-paths'],
    ['the app imports projen', 'src/probe.ts', 'projen', 'no-restricted-imports'],
    ['a construct imports projen', 'src/constructs/probe.ts', 'projen', 'no-restricted-imports'],
    ['the app imports the generator', 'src/probe.ts', '../projenrc', 'import/no-restricted-paths'],
    ['a construct imports the stack', 'src/constructs/probe.ts', '../starter-stack', 'import/no-restricted-paths'],
    ['a command imports constructs', 'src/commands/probe.ts', '../constructs', 'import/no-restricted-paths'],
    ['a command imports the CDK', 'src/commands/probe.ts', 'aws-cdk-lib', 'no-restricted-imports'],
    ['a command imports the stack', 'src/commands/probe.ts', '../starter-stack', 'import/no-restricted-paths'],
    ['the generator imports the store', 'projenrc/probe.ts', '../src/bundling/store/store', 'import/no-restricted-paths'],
    ['the generator imports the app', 'projenrc/probe.ts', '../src/starter-stack', 'import/no-restricted-paths'],
    ['the generator imports the CDK', 'projenrc/probe.ts', 'aws-cdk-lib', 'no-restricted-imports'],
  ])('is broken when %s', async (_, path, imported, rule) => {
    expect(await brokenRules(path, importing(imported))).toContainEqual(expect.stringMatching(`^${rule}: `));
  });

  test.each([
    ['src/bundling/probe.ts', './policy'],
    ['src/bundling/probe.ts', 'tinyglobby'],
    ['src/constructs/probe.ts', '../bundling/policy'],
    ['src/constructs/probe.ts', 'aws-cdk-lib/aws-lambda'],
    ['src/commands/probe.ts', '../bundling/store/store'],
    ['src/commands/probe.ts', './command'],
    ['src/probe.ts', './constructs'],
    ['projenrc/probe.ts', '../src/bundling/policy'],
    ['projenrc/probe.ts', 'projen'],
    ['test/bundling/probe.ts', '../../src/bundling/store/store'],
    ['test/projenrc/probe.ts', '../../projenrc'],
  ])('is kept when %s imports %s', async (path, imported) => {
    expect(await brokenRules(path, importing(imported))).toEqual([]);
  });

  test('is kept by what is there', async () => {
    const ESLint = await loadESLint({ useFlatConfig: false });
    const results = await new ESLint({ cwd: CHECKOUT }).lintFiles(['src/*.ts', 'src/constructs/*.ts', 'projenrc/*.ts']);
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
  });
});

describe('the environment', () => {
  const text = 'export const home = process.env.HOME;\n';

  test.each(['src/probe.ts', 'src/bundling/probe.ts', 'src/commands/probe.ts', 'src/constructs/probe.ts', 'projenrc/probe.ts'])('is not read in %s', async (path) => {
    expect(await brokenRules(path, text)).toEqual([expect.stringContaining('Read the environment in src/bundling/environment.ts.')]);
  });

  test.each(['src/bundling/environment.ts', 'test/bundling/probe.test.ts'])('may be read in %s', async (path) => {
    expect(await brokenRules(path, text)).toEqual([]);
  });
});

test('a file of more than 250 lines is too long', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `export const a${i} = ${i};\n`).join('');
  expect(await brokenRules('src/probe.ts', lines(250))).toEqual([]);
  expect(await brokenRules('src/probe.ts', lines(251))).toEqual([expect.stringMatching('^max-lines: ')]);
});

describe('the compiler', () => {
  const generated = synth();

  test('checks every room, with what is unused', () => {
    const { include, compilerOptions } = generated.json('tsconfig.dev.json');
    expect(include).toEqual(['.projenrc.ts', 'projenrc/**/*.ts', 'src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts']);
    expect(compilerOptions).toMatchObject({ noEmit: true, noUnusedLocals: true, noUnusedParameters: true });
  });

  test('is strict, and leaves types to typecheck when jest runs', () => {
    expect(generated.json('tsconfig.json').compilerOptions).toMatchObject({ strict: true, isolatedModules: true });
  });

  test('needs no ts-node', () => {
    const { devDependencies } = generated.json('package.json');
    expect(devDependencies).not.toHaveProperty(['ts-node']);
    expect(devDependencies).toHaveProperty(['tsx']);
  });
});

function importing(module: string): string {
  return `import * as module from '${module}';\n\nexport { module };\n`;
}
