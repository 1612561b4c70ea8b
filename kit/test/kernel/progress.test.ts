import { type Progress, TerminalProgress } from '../../src/kernel/progress';
import { SilentProgress } from '../project/silent-progress';

/** A stream that keeps what is written to it, as a log does; or a terminal of this width. */
function fakeStream(columns?: number) {
  const written: string[] = [];
  const stream = { isTTY: columns !== undefined, columns, write: (text: string) => written.push(text) > 0 };
  return { written, progress: new TerminalProgress(stream as unknown as NodeJS.WriteStream) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

async function failing(progress: Progress): Promise<unknown> {
  return progress.during('orders', () => Promise.reject(new Error('no wheel'))).catch((error: Error) => error.message);
}

describe('in a log', () => {
  test('a piece of work has one line at its start and one at its end', async () => {
    const { written, progress } = fakeStream();
    const during = progress.during('orders: packages', async (onLine) => {
      onLine('Downloading pydantic');
      expect(written).toEqual(['… orders: packages\n']);
      return 7;
    });
    expect(await during).toBe(7);
    expect(written).toEqual(['… orders: packages\n', expect.stringMatching(/^✔ orders: packages {2}\d+\.\d s\n$/)]);
  });

  test('work that fails is marked so, and its error is handed on', async () => {
    const { written, progress } = fakeStream();
    expect(await failing(progress)).toBe('no wheel');
    expect(written[1]).toMatch(/^✖ orders {2}\d+\.\d s\n$/);
  });

  test('there is nothing that only a terminal understands', async () => {
    const { written, progress } = fakeStream();
    const during = progress.during('orders', (onLine) => new Promise<void>((resolve) => {
      onLine('line');
      setTimeout(resolve, 150);
    }));
    await jest.advanceTimersByTimeAsync(150);
    await during;
    expect(written).toHaveLength(2);
    expect(written.join('')).not.toMatch(/[\r\x1b]/);
  });
});

describe('in a terminal', () => {
  const work = (onLine: (line: string) => void) => new Promise<void>((resolve) => {
    onLine(`Downloading ${'x'.repeat(200)}`);
    setTimeout(resolve, 260);
  });

  test('one live line shows the latest output, is no wider than the terminal, and gives way to the result', async () => {
    const { written, progress } = fakeStream(40);
    const during = progress.during('orders', work);
    await jest.advanceTimersByTimeAsync(260);
    await during;
    const frames = written.slice(0, -1);
    expect(frames).toHaveLength(2);
    for (const frame of frames) expect(frame).toMatch(/^\r\x1b\[2K. orders {2}Downloading x+…$/);
    expect(Math.max(...frames.map((frame) => frame.length - '\r\x1b[2K'.length))).toBeLessThan(40);
    expect(written.at(-1)).toMatch(/^\r\x1b\[2K✔ orders {2}0\.3 s\n$/);
  });

  test('work beside other work is counted on the line, and each has its end', async () => {
    const { written, progress } = fakeStream(60);
    const during = Promise.all([progress.during('orders', work), progress.during('thumbnail', work)]);
    await jest.advanceTimersByTimeAsync(260);
    await during;
    expect(written.some((frame) => frame.includes('thumbnail  (and 1 more)'))).toBe(true);
    expect(written.filter((line) => line.includes('✔')).map((line) => line.split(' ')[1])).toEqual(['orders', 'thumbnail']);
  });

  test('it stops when the work is over', async () => {
    const { written, progress } = fakeStream(40);
    await failing(progress);
    expect(jest.getTimerCount()).toBe(0);
    expect(written.at(-1)).toContain('✖ orders');
  });
});

test('silent progress hands values and errors on', async () => {
  const progress = new SilentProgress();
  expect(await progress.during('orders', async (onLine) => onLine('line') ?? 7)).toBe(7);
  expect(await failing(progress)).toBe('no wheel');
});
