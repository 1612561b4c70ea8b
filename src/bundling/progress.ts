import { withCleanup } from './interrupt';

/** Where long work reports to. */
export interface Progress {
  /** Shows `title` while `work` runs, its latest line of output beside it, and how it ended. */
  during<T>(title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T>;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/** Progress on standard error: one live line in a terminal, a line at the start and the end of each piece in a log. */
export class TerminalProgress implements Progress {
  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  async during<T>(title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
    const started = Date.now();
    let latest = '';
    let frame = 0;
    const live = this.stream.isTTY === true;
    const show = () => this.stream.write(`\r\x1b[2K${clip(`${FRAMES[frame++ % FRAMES.length]} ${title}  ${latest}`, this.stream.columns || 80)}`);
    if (!live) this.stream.write(`… ${title}\n`);
    const timer = live ? setInterval(show, 100) : undefined;
    const finish = (mark: string) => {
      clearInterval(timer);
      this.stream.write(`${live ? '\r\x1b[2K' : ''}${mark} ${title}  ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    };
    let mark = '✖';
    return withCleanup(() => finish(mark), async () => {
      const value = await work((line) => { latest = line; });
      mark = '✔';
      return value;
    });
  }
}

/** For commands whose output is read by programs, and for tests. */
export class SilentProgress implements Progress {
  during<T>(_title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
    return work(() => undefined);
  }
}

function clip(text: string, width: number): string {
  return text.length < width ? text : `${text.slice(0, width - 2)}…`;
}
