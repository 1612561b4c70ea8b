import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KIT, SAMPLE } from './places';
import { type Finished, runNode, temporaryFolder } from './run';
import type { Files } from './workspace';
import type { CommandName } from '../../src/config/commands';
import type { FunctionSettings, Settings } from '../../src/config/settings';
import { SETTINGS_FILE } from '../../src/config/settings-file';
import { PROGRAM } from '../../src/kernel/program';

/** A project with functions of its own, in which real commands run: what they do to it, they do not do to the sample. */
export class Checkout {
  readonly root = temporaryFolder();
  readonly settings: Settings;

  constructor(functions: readonly FunctionSettings[] = [], files: Files = {}, settings: Partial<Settings> = {}) {
    symlinkSync(join(SAMPLE, 'node_modules'), join(this.root, 'node_modules'));
    symlinkSync(join(KIT, '.toolchain'), join(this.root, '.toolchain'));
    this.settings = {
      project: 'test', functions: Object.fromEntries(functions.map((fn) => [fn.name, fn])), stages: [],
      local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' }, ...settings,
    };
    this.write({ 'package.json': '{}', [SETTINGS_FILE]: JSON.stringify(this.settings), ...files });
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  /** Runs a real command, as its task does. */
  run(name: CommandName, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return runNode([PROGRAM, name, ...args], env, this.root);
  }
}
