import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow } from './checkout';
import { type Finished, runNode, temporaryFolder } from './run';
import { SETTINGS_FILE } from '../../src/config/settings-file';
import { PROGRAM } from '../../src/kernel/program';
import { RELEASE_FILE, releaseOf, textOf } from '../../src/project/release';

type Files = Readonly<Record<string, string>>;

/** Answers for the program of a kit, which nothing but `kit:migrate` asks. */
const KIT_PROGRAM = `
require('node:child_process').execFileSync('npm', ['migrate-was-run'], { stdio: 'ignore' });
console.log(JSON.stringify({ migrated: [{ version: '1.1.0', file: '.projenrc.ts', says: process.argv.slice(2).join(' ') }] }));
`;

/** Writes what is a release of a kit, as far as an upgrade looks at it. */
export function writeKit(folder: string, version: string, files: Files = {}): string {
  const manifest = {
    name: 'python-lambda-kit', version, exports: { './program': './bin/python-lambda.js' }, peerDependencies: { projen: `0.${version}` },
  };
  const all: Files = {
    'package.json': JSON.stringify(manifest), 'bin/python-lambda.js': KIT_PROGRAM, 'src/main.ts': `// ${version}\n`,
    'CHANGELOG.md': '# Changelog\n\n## 1.1.0\n\nNew.\n\n## 1.0.0\n\nOld.\n', ...files,
  };
  write(folder, all);
  writeFileSync(join(folder, RELEASE_FILE), textOf(releaseOf(folder, version, Object.keys(all))));
  return folder;
}

/** As `npm pack` has it: compiled, and no release. */
export function writePackage(folder: string, version: string): string {
  writeKit(folder, version, { 'lib/cli/main.js': '' });
  rmSync(join(folder, RELEASE_FILE));
  rmSync(join(folder, 'src'), { recursive: true });
  return folder;
}

export function tarball(folder: string): string {
  const file = join(temporaryFolder(), 'kit.tgz');
  execFileSync('tar', ['-czf', file, '-C', dirname(folder), folder.slice(dirname(folder).length + 1)]);
  return file;
}

/** A repository with version 1.0.0 of a kit, and an npm that installs nothing. */
export class UpgradedProject {
  /** The kit is a folder of the repository. */
  static fork(files: Files = {}): UpgradedProject {
    const project = new UpgradedProject('1.0.0');
    writeKit(join(project.root, 'kit'), '1.0.0', files);
    mkdirSync(join(project.root, 'node_modules'));
    symlinkSync('../kit', join(project.root, 'node_modules/python-lambda-kit'));
    return project.commit();
  }

  /** The kit is a package. */
  static dependent(spec = '1.0.0'): UpgradedProject {
    const project = new UpgradedProject(spec);
    writePackage(join(project.root, 'node_modules/python-lambda-kit'), '1.0.0');
    return project.commit();
  }

  readonly root = temporaryFolder();
  private readonly programs = temporaryFolder();
  private readonly started: ChildProcess[] = [];

  private constructor(spec: string) {
    write(this.root, {
      'package.json': JSON.stringify({ dependencies: { 'python-lambda-kit': spec }, devDependencies: { projen: '0.1.0.0', jest: '^30' } }),
      [SETTINGS_FILE]: JSON.stringify({ project: 'test', functions: {}, stages: [] }),
      '.gitignore': 'node_modules/\n.build/\n', '.projenrc.ts': '// values\n', 'package-lock.json': '{}',
    });
    for (const name of ['npm', 'npx']) this.fake(name);
  }

  /** What npm and npx were asked for, a line each. */
  get calls(): string[] {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trim().split('\n') : [];
  }

  write(files: Files): this {
    write(this.root, files);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  commit(): this {
    if (!existsSync(join(this.root, '.git'))) this.git('init', '--quiet');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'as it was');
    return this;
  }

  upgrade(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return runNode([PROGRAM, 'kit:upgrade', ...args], { PATH: this.path, ...env }, this.root);
  }

  /** Starts an upgrade that is not waited for. @returns its process, and how it ended */
  start(args: readonly string[], hangAt: string): { child: ChildProcess; ended: Promise<unknown> } {
    const child = spawn(process.execPath, [PROGRAM, 'kit:upgrade', ...args], {
      cwd: this.root, env: { ...process.env, PATH: this.path, HANG_AT: hangAt, TMPDIR: temporaryFolder() }, stdio: 'ignore', // killed, it leaves its own there
    });
    this.started.push(child);
    return { child, ended: new Promise((done) => child.once('exit', done)) };
  }

  /** Runs a line for a shell, as a person would that copied it, from any folder. */
  shell(line: string, cwd: string): void {
    execFileSync('sh', ['-c', line], { cwd, env: { ...process.env, PATH: this.path }, stdio: 'pipe', timeout: 30_000 });
  }

  /** Contents of all files of the checkout by their path. */
  contents(): Record<string, string> {
    const files = filesBelow(this.root).filter((file) => !/^(\.git|node_modules)\//.test(file));
    return Object.fromEntries(files.map((file) => [file, this.read(file)]));
  }

  /** Programs of an upgrade that still run. */
  running(): number[] {
    return this.hanging().filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
  }

  /** Ends what still runs: after a `kill -9`, the children of what was killed. */
  end(): void {
    for (const child of this.started) child.kill('SIGKILL');
    for (const pid of this.running()) process.kill(pid, 'SIGKILL');
  }

  private hanging(): number[] {
    return this.calls.map((line) => Number(/^hangs (\d+)/.exec(line)?.[1])).filter(Boolean);
  }

  private get log(): string {
    return join(this.programs, 'calls');
  }

  private get path(): string {
    return `${this.programs}:${process.env.PATH}`;
  }

  /** It changes a file and adds one, as npm and projen do, and hangs where it is told to. */
  private fake(name: string): void {
    const path = join(this.programs, name);
    writeFileSync(path, `#!/bin/sh
echo "${name} $*" >> '${this.log}'
if [ "$1" = ci ]; then exit 0; fi
if [ "$1" = pack ]; then cp "$ARCHIVE" "$4/python-lambda-kit-1.1.0.tgz" && exit 0; exit 1; fi
echo "${name} $*" >> package-lock.json
echo made > generated
if [ "$1" = "$HANG_AT" ]; then echo "hangs $$" >> '${this.log}'; exec sleep 60; fi
if [ "$1" = "$FAIL_AT" ]; then echo 'npm says no' >&2; exit 1; fi
`);
    chmodSync(path, 0o755);
  }
}

function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
