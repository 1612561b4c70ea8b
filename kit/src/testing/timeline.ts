import type { Progress } from '../kernel/progress';

/** One piece of the work of a run, in milliseconds since the run began. */
export interface Phase {
  /** Such as `orders: bundle`. */
  readonly title: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Passes progress on and remembers what took how long. */
export class Timeline implements Progress {
  readonly phases: Phase[] = [];
  private readonly started = performance.now();

  constructor(private readonly progress: Progress) {}

  async during<T>(title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
    const startMs = this.now();
    try {
      return await this.progress.during(title, work);
    } finally {
      this.phases.push({ title, startMs, endMs: this.now() });
    }
  }

  private now(): number {
    return Math.round(performance.now() - this.started);
  }
}
