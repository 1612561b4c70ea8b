import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a browser showed of a page, on a screen of this width and with these colours. */
export interface View {
  readonly path: string;
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  /** Messages of the console, errors and dialogs. */
  readonly said: readonly string[];
  readonly requests: readonly string[];
  readonly scrollWidth: number;
  readonly background: string;
  /** Pictures that could not be shown. */
  readonly broken: readonly string[];
  /** Texts of pictures that cannot be read where they are. */
  readonly misplaced: readonly string[];
  /** Of the rules for accessible pages, contrast among them. */
  readonly violations: readonly string[];
}

const BROWSER = join(__dirname, 'browser');

/** Chromium and its libraries come from npm: nothing is asked of the machine but Linux on x86-64. */
export function installBrowser(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('the browser of test:pages is for Linux on x86-64; let CI run it, or a container');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: BROWSER, stdio: 'pipe', timeout: 200_000 });
}

/** Opens pages on narrow and on wide screens, light and dark. */
export async function look(pages: readonly string[], folder: string): Promise<readonly View[]> {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await promisify(execFile)(process.execPath, [join(BROWSER, 'inspect.mjs'), ...pages], {
    // In Lambda the package brings the libraries that Chromium needs: a machine without a desktop has none of them, either.
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    timeout: 150_000, maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as View[];
}
