import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from './machine';
import { edit, kitOf, OPTION } from './versions';
import PACKAGE from 'python-lambda-kit/package.json';

jest.setTimeout(600_000);

const { version } = PACKAGE;
const TARBALL = `python-lambda-kit-${version}.tgz`;
let machine: Machine;
let files: string[];

beforeAll(async () => {
  machine = new Machine();
  await kitOf(machine, version, OPTION);
  const { stdout } = await machine.succeed(`${version}/kit`, 'npm', 'pack', '--json', '--pack-destination', machine.root);
  const [packed] = Object.values(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as Record<string, { files: { path: string }[] }>);
  files = packed.files.map(({ path }) => path);
});

afterAll(() => machine.remove());

describe('the package', () => {
  test('is complete', () => {
    const sources = readdirSync(join(machine.root, version, 'kit/src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(join(machine.root, version, 'kit/src/').length));
    const compiled = sources.flatMap((file) => (file.endsWith('.ts') ? [file.replace(/ts$/, 'js'), file.replace(/ts$/, 'd.ts')] : [file]));
    expect(files).toEqual(expect.arrayContaining([
      'package.json', 'LICENSE', 'CHANGELOG.md', 'bin/python-lambda.js', 'docs/upgrade.md', 'starter/.projenrc.ts', 'starter/lambda_src/orders/handler.py',
      ...compiled.map((file) => `lib/${file}`),
    ]));
  });

  test('has nothing that is only for who works on the kit', () => {
    expect(files.filter((file) => /^(src|test|bench|\.build|\.toolchain)\/|__pycache__|_cache\/|\.tgz$|node_modules/.test(file))).toEqual([]);
    expect(files.filter((file) => file.startsWith('bin/'))).toEqual(['bin/python-lambda.js']);
  });

  test('leaves nothing in the kit that made it', () => {
    expect(existsSync(join(machine.root, version, 'kit/lib'))).toBe(false);
  });
});

describe('a project that it makes', () => {
  beforeAll(async () => {
    const { stdout } = await machine.succeed('.', 'npx', '--yes', `--package=./${TARBALL}`, 'python-lambda', 'create', 'shop');
    expect(stdout).toMatch(/cd shop\n.*npx projen test\n.*npx projen local\n$/);
    await machine.succeed('shop', 'git', 'add', '--all');
    await machine.succeed('shop', 'git', 'commit', '--quiet', '--message', 'made');
  });

  test('has a name, a repository, and its own copy of the kit in it', async () => {
    expect(readdirSync(machine.root).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(readFileSync(join(machine.root, 'shop/.projenrc.ts'), 'utf8')).toContain("name: 'shop'");
    expect((await machine.succeed('shop', 'git', 'ls-files', 'vendor')).stdout.trim()).toBe(`vendor/${TARBALL}`);
    expect(readFileSync(join(machine.root, 'shop/tsconfig.json'), 'utf8')).not.toContain('@python-lambda/source');
  });

  test('is generated: npx projen changes nothing', async () => {
    await machine.succeed('shop', 'npx', 'projen');
    expect((await machine.succeed('shop', 'git', 'status', '--porcelain')).stdout).toBe('');
  });

  test('has a README whose links lead somewhere', () => {
    const links = [...readFileSync(join(machine.root, 'shop/README.md'), 'utf8').matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(machine.root, 'shop', link)))).toEqual([]);
  });

  test('passes npx projen test', async () => {
    const { output } = await machine.succeed('shop', 'npx', 'projen', 'test');
    expect(output).toMatch(/Tests: +\d+ passed/);
    expect(output).toMatch(/\d+ passed in/);
  });

  test('deploys and answers with npx projen local', async () => {
    const { stdout } = await machine.succeed('shop', 'npx', 'projen', 'local');
    expect(stdout).toMatch(/^orders .*"statusCode": 201/m);
    expect(stdout).toMatch(/^thumbnail .*image_base64/m);
  });

  test('does not compile with a misspelt function', async () => {
    const stack = join(machine.root, 'shop/src/starter-stack.ts');
    edit(stack, (text) => text.replace("source: 'orders'", "source: 'ordres'"));
    const { code, output } = await machine.run('shop', 'npx', 'tsc', '--project', 'tsconfig.dev.json');
    edit(stack, (text) => text.replace("source: 'ordres'", "source: 'orders'"));
    expect(code).not.toBe(0);
    expect(output).toMatch(/'"ordres"' is not assignable to type .*FunctionNames/);
  });

  test('is upgraded to a later package', async () => {
    const later = machine.folder('later');
    await machine.succeed('.', 'tar', '-xzf', TARBALL, '-C', later);
    edit(join(later, 'package/package.json'), (text) => text.replace(`"version": "${version}"`, '"version": "99.0.0"'));
    edit(join(later, 'package/CHANGELOG.md'), (text) => `${text}\n## 99.0.0\n\nLater.\n`);
    await machine.succeed('later', 'tar', '-czf', 'later.tgz', 'package');
    const { stdout } = await machine.succeed('shop', 'npx', 'projen', 'kit:upgrade', '../later/later.tgz');
    expect(stdout).toContain('Later.');
    expect((await machine.succeed('shop', 'npx', 'python-lambda', '--version')).stdout.trim()).toBe('99.0.0');
    const { stdout: status } = await machine.succeed('shop', 'git', 'status', '--porcelain', '--no-renames', '--', ':!.projen');
    expect(status.trim().split('\n').map((line) => line.trim()).sort()).toEqual([
      '?? vendor/python-lambda-kit-99.0.0.tgz', `D vendor/${TARBALL}`, 'M package-lock.json', 'M package.json',
    ]);
  });
});
