import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT, type Finished, runNode, temporaryFolder } from './run';
import type { FunctionSettings, Settings } from '../../src/bundling/policy';
import type { Files } from '../bundling/workspace';

/** Another checkout, with the real commands and functions of its own: what they do to it, they do not do to this one. */
export class Checkout {
  readonly root = temporaryFolder();
  readonly settings: Settings;

  constructor(functions: readonly FunctionSettings[] = [], files: Files = {}) {
    cpSync(join(CHECKOUT, 'src'), join(this.root, 'src'), { recursive: true });
    for (const shared of ['node_modules', '.toolchain']) symlinkSync(join(CHECKOUT, shared), join(this.root, shared));
    this.settings = { project: 'test', functions: Object.fromEntries(functions.map((fn) => [fn.name, fn])), stages: [], local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' } };
    this.write({
      'package.json': '{}',
      'src/bundling/settings.generated.ts': `export const settings = ${JSON.stringify(this.settings)} as const;\nexport type FunctionName = string;\n`,
      ...files,
    });
  }

  write(files: Files): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  /** Runs a real command, as its task does. */
  run(file: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return runNode(['--import', 'tsx', `src/commands/${file}.ts`, ...args], env, this.root);
  }
}
