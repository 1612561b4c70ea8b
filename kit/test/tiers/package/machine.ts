import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunResult, run } from '../../../src/kernel/subprocess';

/** Variables of this very run of the tests, which a person has not. */
const FOREIGN = /^(npm_|NPM_|BUNDLING_|CI$|CI_|GITLAB_|CDK_|AWS_|JEST_|INIT_CWD$|NODE_OPTIONS$|PROJEN_|UV_CACHE_DIR$|XDG_)/;

/** Folders outside of the repository, an empty home directory among them. Of this machine there is what npm has downloaded. */
export class Machine {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'kit-package-')));
  private readonly env: Readonly<Record<string, string | undefined>>;

  constructor() {
    const npmConfig = (name: string) => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8', timeout: 30_000 }).trim();
    const cache = this.folder('npm');
    mkdirSync(join(npmConfig('cache'), '_cacache'), { recursive: true });
    symlinkSync(join(npmConfig('cache'), '_cacache'), join(cache, '_cacache'));
    this.env = {
      ...Object.fromEntries(Object.keys(process.env).filter((name) => FOREIGN.test(name)).map((name) => [name, undefined])),
      HOME: this.folder('home'), TMPDIR: this.folder('tmp'), NO_COLOR: '1',
      npm_config_cache: cache, npm_config_userconfig: npmConfig('userconfig'), npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false',
      GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.com', GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@example.com',
    };
  }

  folder(name: string): string {
    const folder = join(this.root, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Runs a program, and ends it with all that it started when the deadline passes. */
  run(folder: string, command: string, ...args: readonly string[]): Promise<RunResult> {
    return run(command, args, { cwd: join(this.root, folder), env: this.env, deadlineSeconds: 300 });
  }

  /** @throws Error with the output where it fails */
  async succeed(folder: string, command: string, ...args: readonly string[]): Promise<RunResult> {
    const result = await this.run(folder, command, ...args);
    if (result.code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.code}:\n${result.output}`);
    return result;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
