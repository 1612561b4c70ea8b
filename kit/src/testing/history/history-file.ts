import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY, type History, historyText, parseHistory } from './history';
import { holding } from '../../bundling/store/store-lock';
import { ExitCode, Failure } from '../../kernel/failure';

const WAIT_MS = 60_000;

/**
 * The history of a checkout. It is not in the bundle store, which may be removed at any time and is made again: nobody
 * measures an old commit again. Git ignores it.
 */
export class HistoryFile {
  readonly folder: string;
  readonly path: string;

  constructor(root: string) {
    this.folder = join(root, '.bundle-history');
    this.path = join(this.folder, 'history.jsonl');
  }

  /**
   * What is there; it needs no lock, as the file is always whole.
   *
   * @throws Failure 73 when it cannot be read
   */
  read(): History {
    try {
      return existsSync(this.path) ? parseHistory(readFileSync(this.path, 'utf8')) : EMPTY;
    } catch (error) {
      throw this.explained(error);
    }
  }

  /**
   * Changes the history, one process at a time.
   *
   * @throws Failure 73 when it cannot be written, 75 when another process holds it for a minute
   */
  async update(change: (history: History) => History): Promise<History> {
    try {
      mkdirSync(this.folder, { recursive: true });
      return await holding(this.folder, async () => {
        const text = historyText(change(this.read()));
        const next = `${this.path}.next`;
        writeFileSync(next, text);
        renameSync(next, this.path);
        return parseHistory(text); // with the numbers of its lines
      }, { name: 'the history', waitMs: WAIT_MS });
    } catch (error) {
      throw this.explained(error);
    }
  }

  private explained(error: unknown): unknown {
    if (error instanceof Failure || !(error as NodeJS.ErrnoException).code) return error;
    return new Failure(`the history cannot be read or written: ${(error as Error).message}`, {
      code: ExitCode.CANNOT_CREATE, where: this.folder, fix: 'let this user read and write it, and free some disk space',
    });
  }
}
