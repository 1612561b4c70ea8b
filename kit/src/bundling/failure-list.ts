import { ExitCode, Failure, Failures } from '../kernel/failure';

/** Of these, two are as good as all: the network is not there for any function. */
const OUTAGES: readonly ExitCode[] = [ExitCode.UNAVAILABLE, ExitCode.NO_PERMISSION, ExitCode.IO, ExitCode.CANNOT_CREATE];

/** What went wrong so far with some of many functions, while the others are bundled. */
export class FailureList {
  private readonly all: Failure[] = [];

  /** One that several functions ran into is told once. */
  add(failure: Failure): void {
    const known = this.all.some(({ message, where, fix }) => message === failure.message && where === failure.where && fix === failure.fix);
    if (!known) this.all.push(failure);
  }

  /** Does a work of one function. */
  async collect<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.add(error);
      return undefined;
    }
  }

  /**
   * Does a work for many at once. Where that fails, it is done for each half of them, until those are found that it fails
   * for; what everybody suffers from is not looked for in each.
   *
   * @param functionsOf names of those that want one of them
   * @returns those that it failed for
   */
  async narrow<T>(many: readonly T[], functionsOf: (one: T) => readonly string[], work: (some: readonly T[]) => Promise<void>): Promise<T[]> {
    try {
      await work(many);
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const outages = this.all.filter(({ code }) => OUTAGES.includes(code));
      if (many.length === 1) {
        this.add(error);
        return [...many];
      }
      if (OUTAGES.includes(error.code) && outages.length > 0) {
        const { message, code, fix, output } = error;
        this.add(new Failure(message, { code, fix, output, where: [...new Set(many.flatMap(functionsOf))].join(', ') }));
        return [...many];
      }
      const half = Math.ceil(many.length / 2);
      return [...await this.narrow(many.slice(0, half), functionsOf, work), ...await this.narrow(many.slice(half), functionsOf, work)];
    }
  }

  /** @throws Failure when there was one, and Failures when there were several */
  refuse(): void {
    if (this.all.length === 1) throw this.all[0];
    if (this.all.length > 1) throw new Failures(`${this.all.length} problems, each with its own fix`, this.all);
  }
}
