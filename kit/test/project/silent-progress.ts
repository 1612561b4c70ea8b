import type { Progress } from '../../src/kernel/progress';

/** Says nothing. */
export class SilentProgress implements Progress {
  during<T>(_title: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
    return work(() => undefined);
  }
}
