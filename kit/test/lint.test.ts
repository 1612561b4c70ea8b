import { resolve } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { KIT } from './project/places';

/** Handed over, as jest cannot have ESLint import it. */
const eslint = new ESLint({ cwd: KIT, overrideConfigFile: true, baseConfig: jest.requireActual<Linter.Config[]>('../eslint.config.js') });

/** Rules that a text would break, were it this file of the kit. Nothing is written. */
async function brokenRules(path: string, text: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(text, { filePath: resolve(KIT, path) });
  return messages.map(({ ruleId, message }: Linter.LintMessage) => `${ruleId}: ${message}`);
}

describe('a layer', () => {
  test.each([
    ['the engine imports the CDK', 'src/bundling/probe.ts', 'aws-cdk-lib', 'no-restricted-imports'],
    ['the engine imports a part of the CDK', 'src/bundling/probe.ts', 'aws-cdk-lib/aws-lambda', 'no-restricted-imports'],
    ['the engine imports constructs', 'src/bundling/probe.ts', '../constructs', 'import/no-restricted-paths'],
    ['the engine imports a command', 'src/bundling/probe.ts', '../cli/command', 'import/no-restricted-paths'],
    ['Python knowledge imports the engine', 'src/python/probe.ts', '../bundling/plan', 'import/no-restricted-paths'],
    ['the store imports the plan', 'src/bundling/store/probe.ts', '../plan', 'import/no-restricted-paths'],
    ['verification imports a builder', 'src/bundling/verification/probe.ts', '../builders/builder', 'import/no-restricted-paths'],
    ['a builder imports what bundles', 'src/bundling/builders/probe.ts', '../bundle', 'import/no-restricted-paths'],
    ['the kernel imports anything', 'src/kernel/probe.ts', '../config/policy', 'import/no-restricted-paths'],
    ['a construct imports projen', 'src/constructs/probe.ts', 'projen', 'no-restricted-imports'],
    ['a command imports constructs', 'src/cli/probe.ts', '../constructs', 'import/no-restricted-paths'],
    ['a command imports the CDK', 'src/cli/probe.ts', 'aws-cdk-lib', 'no-restricted-imports'],
    ['a command imports a CDK app', 'src/cli/probe.ts', '../access/stack', 'import/no-restricted-paths'],
    ['the generator imports the store', 'src/generator/probe.ts', '../bundling/store/store', 'import/no-restricted-paths'],
    ['a test of bundles imports its reports', 'src/testing/probe.ts', './report/page', 'import/no-restricted-paths'],
    ['the history imports a report', 'src/testing/history/probe.ts', '../report/page', 'import/no-restricted-paths'],
    ['a finding of the doctor imports a check', 'src/doctor/findings/probe.ts', '../checks/disk', 'import/no-restricted-paths'],
    ['the pipeline imports the rest of the generator', 'src/generator/gitlab/probe.ts', '../tasks', 'import/no-restricted-paths'],
    ['an upgrade imports the generator', 'src/project/probe.ts', '../generator', 'import/no-restricted-paths'],
    ['the generator imports the CDK', 'src/generator/probe.ts', 'aws-cdk-lib', 'no-restricted-imports'],
  ])('is broken when %s', async (_, path, imported, rule) => {
    expect(await brokenRules(path, importing(imported))).toContainEqual(expect.stringMatching(`^${rule}: `));
  });

  test.each([
    ['src/bundling/probe.ts', '../config/policy'],
    ['src/bundling/probe.ts', 'tinyglobby'],
    ['src/bundling/builders/probe.ts', '../plan'],
    ['src/bundling/probe.ts', './builders/builder'],
    ['src/constructs/probe.ts', '../config/policy'],
    ['src/constructs/probe.ts', 'aws-cdk-lib/aws-lambda'],
    ['src/cli/probe.ts', '../bundling/store/store'],
    ['src/cli/probe.ts', './command'],
    ['src/cli/probe.ts', '../project/upgrade'],
    ['src/generator/probe.ts', '../config/policy'],
    ['src/generator/probe.ts', 'projen'],
    ['src/generator/probe.ts', './gitlab'],
    ['src/testing/report/probe.ts', '../history/entry'],
    ['src/testing/history/probe.ts', '../result'],
    ['src/doctor/probe.ts', './checks/disk'],
    ['test/bundling/probe.ts', '../../src/bundling/store/store'],
  ])('is kept when %s imports %s', async (path, imported) => {
    expect(await brokenRules(path, importing(imported))).toEqual([]);
  });
});

describe('the environment', () => {
  const text = 'export const home = process.env.HOME;\n';

  test.each(['src/bundling/probe.ts', 'src/cli/probe.ts', 'src/constructs/probe.ts', 'src/generator/probe.ts'])('is not read in %s', async (path) => {
    expect(await brokenRules(path, text)).toEqual([expect.stringContaining('Read the environment in src/kernel/environment.ts.')]);
  });

  test.each(['src/kernel/environment.ts', 'test/bundling/probe.test.ts'])('may be read in %s', async (path) => {
    expect(await brokenRules(path, text)).toEqual([]);
  });
});

test('modules are imported at the top, where lint sees the layers', async () => {
  expect(await brokenRules('src/bundling/probe.ts', "export const later = () => import('./plan');\n")).toEqual([expect.stringMatching('^no-restricted-syntax: ')]);
});

test('a file of more than 250 lines is too long', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `export const a${i} = ${i};\n`).join('');
  expect(await brokenRules('src/bundling/probe.ts', lines(250))).toEqual([]);
  expect(await brokenRules('src/bundling/probe.ts', lines(251))).toEqual([expect.stringMatching('^max-lines: ')]);
});

function importing(module: string): string {
  return `import * as module from '${module}';\n\nexport { module };\n`;
}
