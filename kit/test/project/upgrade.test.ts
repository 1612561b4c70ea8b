import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpgradedProject, tarball, writeKit, writePackage } from './kits';
import { temporaryFolder } from './run';
import { restoreLine } from '../../src/project/upgrade';

jest.setTimeout(60_000);

const kit = (version: string, files = {}) => writeKit(join(temporaryFolder(), 'kit'), version, files);

describe('a fork', () => {
  const sources: Record<string, (project: UpgradedProject) => string[]> = {
    'a folder': () => [kit('1.1.0')],
    'a repository with the kit in it': () => [join(kit('1.1.0'), '..')],
    'a tarball of sources': () => [tarball(kit('1.1.0'))],
    'a tarball of a whole repository': () => [tarball(join(kit('1.1.0'), '..'))],
    'a tag of the remote template': (project) => tag(project, 'template'),
    'a tag of origin': (project) => tag(project, 'origin'),
    'a tag of the remote that is named': (project) => [...tag(project, 'upstream'), '--remote', 'upstream'],
  };

  test.each(Object.entries(sources))('is upgraded from %s, as a whole', async (_, source) => {
    const project = UpgradedProject.fork({ 'src/gone/deep.ts': '', 'docs/gone.md': '' });
    const { code, stdout, stderr } = await project.upgrade(source(project));
    expect({ code, stderr: code ? stderr : '' }).toEqual({ code: 0, stderr: '' });
    expect(Object.keys(project.contents()).filter((file) => file.startsWith('kit/'))).toEqual([
      'kit/CHANGELOG.md', 'kit/bin/python-lambda.js', 'kit/package.json', 'kit/release.json', 'kit/src/main.ts',
    ]);
    expect(project.read('kit/src/main.ts')).toBe('// 1.1.0\n');
    expect(JSON.parse(project.read('package.json'))).toEqual({ dependencies: { 'python-lambda-kit': '1.1.0' }, devDependencies: { projen: '0.1.1.0', jest: '^30' } });
    expect(project.calls).toEqual(['npm install --no-audit --no-fund', 'npm migrate-was-run', 'npx --no-install projen']);
    expect(stderr).toContain(restoreLine(project.root));
    expect(stdout).toContain('.projenrc.ts: kit:migrate 1.0.0');
    expect(stdout).toContain('## 1.1.0\n\nNew.');
    expect(stdout).not.toContain('Old.');
  });

  test('keeps what git ignores in its kit', async () => {
    const project = UpgradedProject.fork().write({ 'kit/.build/fast': 'compiled' });
    expect((await project.upgrade([kit('1.1.0')])).code).toBe(0);
    expect(project.read('kit/.build/fast')).toBe('compiled');
  });

  test('tells a program all of it in one document', async () => {
    const { stdout } = await UpgradedProject.fork().upgrade([kit('1.1.0'), '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1, replaced: true, from: '1.0.0', to: '1.1.0', changes: '## 1.1.0\n\nNew.', migrated: [{ version: '1.1.0', file: '.projenrc.ts', says: 'kit:migrate 1.0.0' }],
    });
  });

  test('loses its edits of the kit when it says so', async () => {
    const project = UpgradedProject.fork().write({ 'kit/src/main.ts': 'mine', 'kit/src/more.ts': 'mine' }).commit();
    expect((await project.upgrade([kit('1.1.0'), '--discard-edits'])).code).toBe(0);
    expect(Object.values(project.contents())).not.toContain('mine');
  });

  test('has nothing to do for the version that it has', async () => {
    const project = UpgradedProject.fork();
    const before = project.contents();
    const { code, stdout, stderr } = await project.upgrade([kit('1.0.0')]);
    expect({ code, stdout, calls: project.calls, after: project.contents() }).toEqual({
      code: 0, stdout: 'The project has 1.0.0 already: nothing to do.\n', calls: [], after: before,
    });
    expect(stderr).not.toContain('bring back');
    expect(JSON.parse((await project.upgrade([kit('1.0.0'), '--json'])).stdout)).toMatchObject({ replaced: false, from: '1.0.0', to: '1.0.0' });
  });

  test('loses its edits for the version that it has, too', async () => {
    const project = UpgradedProject.fork().write({ 'kit/src/main.ts': 'mine' }).commit();
    expect((await project.upgrade([kit('1.0.0'), '--discard-edits'])).code).toBe(0);
    expect(project.read('kit/src/main.ts')).toBe('// 1.0.0\n');
  });

  test.each(['install', '--no-install', 'migrate-was-run'])('is told how to go back where %s fails', async (failing) => {
    const project = UpgradedProject.fork();
    const { code, stderr } = await project.upgrade([kit('1.1.0')], { FAIL_AT: failing });
    expect(code).toBe(69);
    expect(stderr).toContain(`or back to what was: ${restoreLine(project.root)}`);
  });
});

describe('a project with the kit as a package', () => {
  const packed = () => tarball(writePackage(join(temporaryFolder(), 'package'), '1.1.0'));

  test('takes a version of the registry', async () => {
    const project = UpgradedProject.dependent();
    const { code, stdout } = await project.upgrade(['1.1.0'], { ARCHIVE: packed() });
    expect(code).toBe(0);
    expect(stdout).toContain('New.');
    expect(JSON.parse(project.read('package.json'))).toMatchObject({ dependencies: { 'python-lambda-kit': '1.1.0' }, devDependencies: { projen: '0.1.1.0' } });
  });

  test('keeps its own copy of a tarball, and of no other', async () => {
    const project = UpgradedProject.dependent('file:vendor/python-lambda-kit-1.0.0.tgz').write({ 'vendor/python-lambda-kit-1.0.0.tgz': 'old' }).commit();
    expect((await project.upgrade([packed()])).code).toBe(0);
    expect(JSON.parse(project.read('package.json')).dependencies).toEqual({ 'python-lambda-kit': 'file:vendor/python-lambda-kit-1.1.0.tgz' });
    expect(Object.keys(project.contents()).filter((file) => file.startsWith('vendor/'))).toEqual(['vendor/python-lambda-kit-1.1.0.tgz']);
  });

  test.each([
    ['a folder', () => kit('1.1.0'), 'a folder is no package'],
    ['a tarball of sources', () => tarball(kit('1.1.0')), 'this holds sources of the kit, and npm installs what was compiled'],
  ])('refuses %s', async (_, source, message) => {
    const project = UpgradedProject.dependent();
    const before = project.contents();
    const { code, stderr } = await project.upgrade([source()]);
    expect({ code, calls: project.calls, after: project.contents() }).toEqual({ code: 65, calls: [], after: before });
    expect(stderr).toContain(message);
  });
});

describe('nothing is touched, and the cause is told, for', () => {
  const edited = (files: Record<string, string>) => UpgradedProject.fork().write(files).commit();
  const cases: [string, () => UpgradedProject, () => string, string[]][] = [
    ['a changed file', () => UpgradedProject.fork().write({ '.projenrc.ts': 'mine' }), () => kit('1.1.0'), ['in no commit: .projenrc.ts', 'git stash']],
    ['new files', () => UpgradedProject.fork().write({ 'new/one': '', 'new/two words': '' }), () => kit('1.1.0'), ['new/one, new/two words']],
    ['a kit with a changed and a new file', () => edited({ 'kit/src/main.ts': 'mine', 'kit/src/new.ts': '' }), () => kit('1.1.0'),
      ['kit/ is not 1.0.0 as it was released: changed kit/src/main.ts, added kit/src/new.ts', '--discard-edits']],
    ['a kit with a removed file', () => withoutFile('kit/src/main.ts'), () => kit('1.1.0'), ['removed kit/src/main.ts', '--discard-edits']],
    ['a kit without its release', () => withoutFile('kit/release.json'), () => kit('1.1.0'), ['removed kit/release.json', '--discard-edits']],
    ['a downgrade', () => UpgradedProject.fork(), () => kit('0.9.0'), ['a downgrade: the project has 1.0.0, and that is 0.9.0']],
    ['a source that is no kit', () => UpgradedProject.fork(), () => temporaryFolder(), ['this holds no python-lambda-kit']],
    ['a file that is no tarball', () => UpgradedProject.fork(), () => broken(), ['the tarball cannot be unpacked']],
    ['a file that is not there', () => UpgradedProject.fork(), () => './kit-9.tgz', ['there is no such file or folder']],
    ['a tarball of npm pack', () => UpgradedProject.fork(), () => tarball(writePackage(join(temporaryFolder(), 'package'), '1.1.0')), ['this holds no sources of a release', 'npm run pack:source']],
    ['a source that was edited', () => UpgradedProject.fork(), () => altered(), ['this is not 1.1.0 as it was released: changed src/main.ts']],
    ['a tag without a remote', () => UpgradedProject.fork(), () => 'v1.1.0', ['no remote that could have the tag', 'git remote add template']],
  ];

  test.each(cases)('%s', async (_, make, source, messages) => {
    const project = make();
    const before = project.contents();
    const { code, stdout, stderr } = await project.upgrade([source()]);
    expect({ code, stdout, calls: project.calls, after: project.contents() }).toEqual({ code: 65, stdout: '', calls: [], after: before });
    for (const message of messages) expect(stderr).toContain(message);
  });

  test('a tag that the remote has not', async () => {
    const project = UpgradedProject.fork();
    tag(project, 'template');
    const { code, stderr } = await project.upgrade(['v9.9.9']);
    expect({ code, calls: project.calls }).toEqual({ code: 69, calls: [] });
    expect(stderr).toContain('git ls-remote --tags template');
  });

  test('a folder that is in no repository', async () => {
    const project = UpgradedProject.fork();
    rmSync(join(project.root, '.git'), { recursive: true });
    const { code, stderr } = await project.upgrade([kit('1.1.0')]);
    expect(code).toBe(65);
    expect(stderr).toContain('this is not in a git repository');
  });
});

/** Gives the project a remote with version 1.1.0 at a tag. */
function tag(project: UpgradedProject, remote: string): string[] {
  const upstream = UpgradedProject.fork();
  upstream.git('rm', '-r', '--quiet', 'kit');
  writeKit(join(upstream.root, 'kit'), '1.1.0');
  upstream.commit().git('tag', 'v1.1.0');
  upstream.write({ 'kit/src/later.ts': '' }).commit();
  project.git('remote', 'add', remote, upstream.root);
  return ['v1.1.0'];
}

function withoutFile(path: string): UpgradedProject {
  const project = UpgradedProject.fork();
  project.git('rm', '--quiet', path);
  return project.commit();
}

function altered(): string {
  const folder = kit('1.1.0');
  writeFileSync(join(folder, 'src/main.ts'), 'altered');
  return folder;
}

function broken(): string {
  const path = join(temporaryFolder(), 'kit.tgz');
  writeFileSync(path, 'no tarball');
  return path;
}
