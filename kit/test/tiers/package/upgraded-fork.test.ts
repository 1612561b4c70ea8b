import { cpSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from './machine';
import { edit, kitOf, OLD_OPTION, OPTION } from './versions';
import { REPOSITORY, SAMPLE } from '../../project/places';
import PACKAGE from 'python-lambda-kit/package.json';

jest.setTimeout(600_000);

const OLD = '0.9.0';
const ROLE = 'arn:aws:iam::123456789012:role/reader';

let machine: Machine;
const read = (path: string) => readFileSync(join(machine.root, 'fork', path), 'utf8');
const git = async (...args: string[]) => (await machine.succeed('fork', 'git', ...args)).stdout;

/** A fork of the packed older version: the team's files, and the kit as its tarball has it. */
beforeAll(async () => {
  machine = new Machine();
  await kitOf(machine, OLD, OLD_OPTION);
  await machine.succeed(`${OLD}/kit`, 'npm', 'run', '--silent', 'pack:source', '--', machine.root);
  const fork = machine.folder('fork');
  cpSync(SAMPLE, fork, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
  await machine.succeed('fork', 'tar', '-xzf', `../python-lambda-kit-${OLD}-source.tgz`);
  cpSync(join(REPOSITORY, 'package-lock.json'), join(fork, 'package-lock.json')); // whose versions are kept
  edit(join(fork, 'package.json'), (text) => text.replace(/"python-lambda-kit": ".*?"/, `"python-lambda-kit": "${OLD}"`));
  edit(join(fork, '.projenrc.ts'), (text) => text.replace("branches: ['main'] }", `branches: ['main'], ${OLD_OPTION}: '${ROLE}' }, // ${OLD_OPTION} reads`));
  await machine.succeed('fork', 'npm', 'install', '--no-audit', '--no-fund');
  // What an interrupted npm pack leaves is taken for nothing.
  mkdirSync(join(fork, 'kit/lib/generator'), { recursive: true });
  writeFileSync(join(fork, 'kit/lib/generator/index.js'), "throw new Error('a stale build was read');\n");
  await machine.succeed('fork', 'npx', 'projen');
  await machine.succeed('fork', 'git', 'init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'as it was');
});

afterAll(() => machine.remove());

test('the older version knows the option by its old name', async () => {
  expect(read('.projen/python-lambda.json')).toContain(`"${OLD_OPTION}": "${ROLE}"`);
  expect((await machine.succeed('fork', 'npx', 'python-lambda', '--version')).stdout.trim()).toBe(OLD);
});

test('an upgrade brings the fork to this version, and its option to the new name', async () => {
  await kitOf(machine, PACKAGE.version, OPTION);
  await machine.succeed(`${PACKAGE.version}/kit`, 'npm', 'run', '--silent', 'pack:source', '--', machine.root);
  const { stdout } = await machine.succeed('fork', 'npx', 'projen', 'kit:upgrade', `../python-lambda-kit-${PACKAGE.version}-source.tgz`);
  expect(stdout).toContain(`.projenrc.ts: the option ${OLD_OPTION} of a stage is called ${OPTION} now`);
  expect(stdout).toContain('## 1.0.0');
  expect(stdout).not.toContain('Made by a test.');
  expect(read('.projenrc.ts')).toContain(`${OPTION}: '${ROLE}' }, // ${OLD_OPTION} reads`);
  expect(read('.projen/python-lambda.json')).toContain(`"${OPTION}": "${ROLE}"`);
  expect(JSON.parse(read('package-lock.json'))).toMatchObject({ packages: { '': { dependencies: { 'python-lambda-kit': PACKAGE.version } }, 'kit': { version: PACKAGE.version } } });
});

test('what it leaves is generated, compiles, and is a release', async () => {
  await git('add', '--all');
  await machine.succeed('fork', 'npx', 'projen');
  expect(await git('diff', '--stat')).toBe('');
  await machine.succeed('fork', 'npx', 'projen', 'typecheck');
  await machine.succeed('fork', 'npm', 'run', '--silent', 'release:check', '--workspace', 'kit');
});

test('what was before comes back from git', async () => {
  await git('restore', '--source=HEAD', '--staged', '--worktree', '.');
  await git('clean', '-fd', '.');
  expect(await git('status', '--porcelain')).toBe('');
  expect(read('kit/package.json')).toContain(`"version": "${OLD}"`);
});
