import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarball, writeKit, writePackage } from './kits';
import { KIT } from './places';
import { runNode } from './run';
import { eventually, temporaryFolder } from './workspace';
import { PROGRAM } from '../../src/kernel/program';
import { resolveKit } from '../../src/project/origin';

jest.setTimeout(60_000);

const create = (cwd: string, args: readonly string[], npm = 'exit 1') => runNode([PROGRAM, 'create', ...args], { PATH: `${withNpm(npm)}:${process.env.PATH}` }, cwd);

describe('a project is not made', () => {
  test.each<[string, (root: string) => void, string[], number, string]>([
    ['in a folder with something in it', (root) => { mkdirSync(join(root, 'shop')); writeFileSync(join(root, 'shop/mine'), ''); }, ['shop'], 73, 'the folder has something in it'],
    ['where a file is', (root) => writeFileSync(join(root, 'shop'), ''), ['shop'], 73, 'a file is where the folder would be'],
    ['of a folder whose name cannot be one', () => undefined, ['My Shop'], 64, "'My Shop' cannot be the name of a project: it must be lower-case letters"],
    ['with a name that cannot be one', () => undefined, ['shop', '--name', '9'], 64, "'9' cannot be the name of a project"],
    ['with a kit that is not there', () => undefined, ['shop', '--kit', './kit.tgz'], 65, 'there is no such file or folder'],
    ['with a folder that is no kit', (root) => mkdirSync(join(root, 'kit')), ['shop', '--kit', './kit'], 65, 'this holds no python-lambda-kit'],
    ['where npm fails', () => undefined, ['shop', '--kit', '1.0.0'], 69, 'npm install failed'],
    ['in new folders where npm fails', () => undefined, ['new/one/shop', '--kit', '1.0.0'], 69, 'npm install failed'],
  ])('%s, and nothing is left', async (_, prepare, args, expected, message) => {
    const root = temporaryFolder();
    prepare(root);
    const before = readdirSync(root, { recursive: true });
    const { code, stderr } = await create(root, args);
    expect({ code, left: readdirSync(root, { recursive: true }) }).toEqual({ code: expected, left: before });
    expect(stderr).toContain(message);
    expect(stderr).toContain('fix');
  });

  test('when it is interrupted, and nothing is left', async () => {
    const root = temporaryFolder();
    const path = `${withNpm(`touch '${join(root, 'npm-runs')}'; exec sleep 60`)}:${process.env.PATH}`;
    const child = spawn(process.execPath, [PROGRAM, 'create', 'shop', '--kit', '1.0.0'], { cwd: root, env: { ...process.env, PATH: path }, stdio: 'ignore' });
    const ended = new Promise((done) => child.once('exit', done));
    try {
      await eventually(() => existsSync(join(root, 'npm-runs')), 20);
      child.kill('SIGINT');
      expect(await ended).toBe(130);
      expect(readdirSync(root)).toEqual(['npm-runs']);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe('the kit of a new project', () => {
  /** As npm has it installed for a run of npx, which was asked for this. */
  const installed = (spec: string) => {
    const host = temporaryFolder();
    writeFileSync(join(host, 'package.json'), JSON.stringify({ dependencies: { 'python-lambda-kit': spec } }));
    const self = writePackage(join(host, 'node_modules/python-lambda-kit'), '1.1.0');
    writeFileSync(join(self, 'package.json'), JSON.stringify({ name: 'python-lambda-kit', version: '1.1.0', devDependencies: { tsx: '^4' } }));
    return self;
  };
  const packed = () => tarball(writePackage(join(temporaryFolder(), 'package'), '1.1.0'));

  test.each([
    ['of a registry', '^1.0.0', '1.1.0'], ['of an address', 'https://example.com/kit.tgz', 'https://example.com/kit.tgz'],
  ])('is that of the program: %s', async (_, spec, expected) => {
    expect(await resolveKit(temporaryFolder(), installed(spec))).toEqual({ spec: expected, tsx: '^4' });
  });

  test('is that of the program: of a tarball, which the project keeps', async () => {
    const project = temporaryFolder();
    expect(await resolveKit(project, installed(`file:${packed()}`))).toMatchObject({ spec: 'file:vendor/python-lambda-kit-1.1.0.tgz' });
    expect(existsSync(join(project, 'vendor/python-lambda-kit-1.1.0.tgz'))).toBe(true);
  });

  test('is not that of the program where its tarball is gone', async () => {
    await expect(resolveKit(temporaryFolder(), installed('file:../gone.tgz'))).rejects.toMatchObject({ code: 65, fix: 'name one: --kit <tarball>' });
  });

  test.each(['1.0.0', 'next', 'npm:@team/kit@1', 'https://example.com/kit.tgz'])('is %s where that is asked for', async (asked) => {
    expect(await resolveKit(temporaryFolder(), KIT, asked)).toMatchObject({ spec: asked });
  });

  test('is no tarball of sources, which npm could not run', async () => {
    const sources = tarball(writeKit(join(temporaryFolder(), 'kit'), '1.1.0'));
    await expect(resolveKit(temporaryFolder(), KIT, sources)).rejects.toMatchObject({ code: 65 });
  });
});

/** A folder with an npm that does this. */
function withNpm(script: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'npm'), 0o755);
  return folder;
}
