import { withCleanup } from './interrupt';

/** Where long work reports to. */
export interface Progress {
  /** Shows `title` while `work` runs, its latest line of output beside it, and how it ended. */
  during<T>(title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T>;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/** Work that is not at its end. */
interface Piece {
  readonly title: string;
  latest: string;
}

/** Progress on standard error: one live line in a terminal, a line at the start and the end of each piece in a log. */
export class TerminalProgress implements Progress {
  private readonly pieces = new Set<Piece>();
  private timer?: NodeJS.Timeout;
  private frame = 0;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  async during<T>(title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
    const started = Date.now();
    const piece: Piece = { title, latest: '' };
    let mark = '✖';
    this.begin(piece);
    return withCleanup(() => this.finish(piece, `${mark} ${title}  ${((Date.now() - started) / 1000).toFixed(1)} s\n`), async () => {
      const value = await work((line) => { piece.latest = line; });
      mark = '✔';
      return value;
    });
  }

  private begin(piece: Piece): void {
    this.pieces.add(piece);
    if (this.isLive) this.timer ??= setInterval(() => this.show(), 100);
    else this.stream.write(`… ${piece.title}\n`);
  }

  private finish(piece: Piece, line: string): void {
    this.pieces.delete(piece);
    if (this.pieces.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    this.stream.write(`${this.isLive ? '\r\x1b[2K' : ''}${line}`);
  }

  /** The piece that began last, as it is the one that others wait for, or one of many alike. */
  private show(): void {
    const [last, ...others] = [...this.pieces].reverse();
    const beside = others.length > 0 ? `  (and ${others.length} more)` : '';
    this.stream.write(`\r\x1b[2K${clip(`${FRAMES[this.frame++ % FRAMES.length]} ${last.title}${beside}  ${last.latest}`, this.stream.columns || 80)}`);
  }

  private get isLive(): boolean {
    return this.stream.isTTY === true;
  }
}

function clip(text: string, width: number): string {
  return text.length < width ? text : `${text.slice(0, width - 2)}…`;
}
