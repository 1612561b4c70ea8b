import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Child, type Ended } from './child';
import { KIT, TYPESCRIPT } from './places';
import type { Wheel } from './wheels';
import { functionSettings, temporaryFolder, write } from './workspace';
import type { FunctionSettings, Settings } from '../../src/config/settings';
import type { Workspace } from '../../src/config/workspace';
import { UV_VERSION } from '../../src/toolchain/uv-release';

/** Long runs are for a task that is not a part of every pipeline. */
export const LONG = process.env.LONG_TESTS === '1';

/** Of a build, on a machine that is busy with something else. */
const LONGEST_SECONDS = 600;

type Environment = Readonly<Record<string, string>>;
type Sources = Readonly<Record<string, string>>;

/** A checkout of its own, which the engine bundles in a process of its own. */
export class Checkout {
  /** @param functions files of each besides its handler and an empty requirements.txt */
  static with(functions: Readonly<Record<string, Sources>>, changes: Partial<FunctionSettings> = {}): Checkout {
    const root = temporaryFolder();
    for (const [name, files] of Object.entries(functions)) {
      write(join(root, 'lambda_src', name), { 'handler.py': `def handler(event, context):\n    return '${name}'\n`, 'requirements.txt': '', ...files });
    }
    const settings: Settings = {
      project: 'test',
      functions: Object.fromEntries(Object.keys(functions).map((name) => [name, functionSettings(name, changes)])),
      stages: [],
      local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' },
    };
    return new Checkout({ root, settings });
  }

  /** One function that requires these wheels. */
  static requiring(...wheels: Wheel[]): Checkout {
    return Checkout.with({ orders: { 'requirements.txt': lock(wheels) } });
  }

  readonly root: string;
  readonly store: string;
  private readonly temporary: string;

  private constructor(readonly workspace: Workspace) {
    this.root = workspace.root;
    this.store = join(this.root, '.bundle-cache');
    this.temporary = join(this.root, 'tmp');
    mkdirSync(this.temporary);
    const compiled = `tsx-${process.getuid?.()}`; // what tsx has compiled before
    mkdirSync(join(tmpdir(), compiled), { recursive: true });
    symlinkSync(join(tmpdir(), compiled), join(this.temporary, compiled));
    symlinkSync(join(KIT, '.toolchain'), join(this.root, '.toolchain'));
    writeFileSync(join(this.root, 'settings.json'), JSON.stringify(workspace.settings));
  }

  /** What a process for this checkout has in its environment, and nothing else. */
  environment(changes: Environment = {}): Environment {
    return {
      PATH: `${python()}:${join(KIT, '.toolchain', `uv-${UV_VERSION}-linux-${process.arch}`)}:${process.env.PATH}`, HOME: homedir(), TMPDIR: this.temporary, NO_COLOR: '1',
      BUNDLING_MODE: 'local', UV_CACHE_DIR: join(this.root, 'uv-cache'), UV_HTTP_RETRIES: '0', ...changes,
    };
  }

  start(changes: Environment = {}, args: readonly string[] = []): Child {
    return Child.node([...TYPESCRIPT, join(__dirname, 'driver.ts'), this.root, ...args], { cwd: KIT, env: this.environment(changes) });
  }

  build(changes: Environment = {}, args: readonly string[] = []): Promise<Ended> {
    return this.start(changes, args).ended(LONGEST_SECONDS);
  }

  /** Hashes of everything in the store by its path, but for notes about this disk. */
  contents(): Record<string, string> {
    if (!existsSync(this.store)) return {};
    return Object.fromEntries(filesBelow(this.store).filter((path) => !path.endsWith('/checked.json'))
      .map((path) => [path, createHash('sha256').update(readFileSync(join(this.store, path))).digest('hex')]));
  }

  /** What a run should have taken away: half-made folders, locks, temporary folders, and processes. */
  leftovers(): string[] {
    const trees = /^(local|docker|in-image)-[0-9a-f]{64}$/;
    return [
      ...(existsSync(this.store) ? readdirSync(this.store).filter((name) => !trees.test(name)) : []),
      ...readdirSync(this.root).filter((name) => /lock|building/.test(name)),
      ...readdirSync(this.temporary).filter((name) => !/^(tsx-|node-compile-cache)/.test(name)),
      ...this.processes().map((command) => `process: ${command}`),
    ];
  }

  /** Command lines of what runs for this checkout: its processes and theirs inherit the environment. */
  processes(): string[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        const ours = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`TMPDIR=${this.temporary}`);
        return ours ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()] : [];
      } catch {
        return []; // it ended meanwhile
      }
    });
  }
}

export function lock(wheels: readonly Wheel[]): string {
  return wheels.map(({ requirement }) => `${requirement}\n`).join('');
}

export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** The folder of a Python that starts at once, which those that pyenv puts on the PATH do not. */
function python(): string {
  foundPython ??= dirname(execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim());
  return foundPython;
}

let foundPython: string | undefined;
