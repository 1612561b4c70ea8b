import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import typescript from 'typescript';
import { KIT, REPOSITORY } from './places';
import { failureOf, temporaryFolder } from './workspace';
import { MIGRATIONS, migrate } from '../../src/project/migrations';
import type { Migration } from '../../src/project/migrations/migration';
import { readOnlyRole } from '../../src/project/migrations/read-only-role';
import { compareVersions } from '../../src/project/version';
import PACKAGE from 'python-lambda-kit/package.json';

describe('the table', () => {
  test('is in the order of versions, and none is later than this one', () => {
    const versions = MIGRATIONS.map(({ version }) => version);
    expect([...versions].sort(compareVersions)).toEqual(versions);
    expect(versions.filter((version) => compareVersions(version, PACKAGE.version) > 0)).toEqual([]);
  });

  test('has every file of the folder', () => {
    const helpers = ['index.ts', 'migration.ts', 'properties.ts'];
    const files = readdirSync(join(KIT, 'src/project/migrations')).filter((file) => !helpers.includes(file));
    expect(MIGRATIONS).toHaveLength(files.length);
  });
});

describe('a migration', () => {
  const project = (files: Record<string, string>) => {
    const root = temporaryFolder();
    symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    return root;
  };
  const append = (version: string): Migration => ({ version, says: `for ${version}`, edits: { '.projenrc.ts': (text) => `${text} ${version}`, 'missing.ts': (text) => `${text}!` } });
  const table = ['1.0.0', '1.1.0', '2.0.0'].map(append);

  test('runs when it lies between the two versions, in order, on the files that are there', () => {
    const root = project({ '.projenrc.ts': 'values' });
    expect(migrate(root, '1.0.0', '2.0.0', table)).toEqual([
      { version: '1.1.0', file: '.projenrc.ts', says: 'for 1.1.0' }, { version: '2.0.0', file: '.projenrc.ts', says: 'for 2.0.0' },
    ]);
    expect(readFileSync(join(root, '.projenrc.ts'), 'utf8')).toBe('values 1.1.0 2.0.0');
  });

  test('says nothing where it changed nothing', () => {
    const root = project({ '.projenrc.ts': '// diffRoleArn\n' });
    expect(migrate(root, '0.9.0', '1.0.0')).toEqual([]);
  });

  test('says that the packages are not there to be loaded', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, '.projenrc.ts'), '');
    mkdirSync(join(root, 'node_modules/typescript'), { recursive: true }); // half installed; without it, a folder above may have one
    writeFileSync(join(root, 'node_modules/typescript/package.json'), JSON.stringify({ name: 'typescript', exports: {} }));
    expect(await failureOf(() => migrate(root, '0.9.0', '1.0.0'))).toMatchObject({ code: 69, fix: 'npm ci' });
  });
});

describe('diffRoleArn', () => {
  const edit = (text: string) => readOnlyRole.edits['.projenrc.ts'](text, typescript);

  test.each([
    ['an option', "stages: [{ name: 'a', diffRoleArn: 'arn' }]", "stages: [{ name: 'a', readOnlyRoleArn: 'arn' }]"],
    ['an option in quotes', "{ 'diffRoleArn': role, \"diffRoleArn\" : role }", "{ 'readOnlyRoleArn': role, \"readOnlyRoleArn\" : role }"],
    ['a shorthand', '{ diffRoleArn, name }', '{ readOnlyRoleArn: diffRoleArn, name }'],
    ['what is set later', "stage.diffRoleArn = 'arn'", "stage.readOnlyRoleArn = 'arn'"],
    ['a type', 'a as { diffRoleArn?: string }', 'a as { readOnlyRoleArn?: string }'],
  ])('is renamed as %s', (_, from, to) => {
    expect(edit(`const a = 1;\r\n(${from})\r\n`)).toBe(`const a = 1;\r\n(${to})\r\n`);
  });

  test.each([
    '// diffRoleArn: the role\n', '/* diffRoleArn */\n', "const a = 'diffRoleArn';\n", 'const text = `diffRoleArn: ${1}`;\n', "const diffRoleArn = 'arn';\n", '({ diffRoleArns: 1 });\n',
  ])('stays in %j', (text) => {
    expect(edit(text)).toBe(text);
  });
});
