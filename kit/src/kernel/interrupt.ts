/** Work to undo when the process is told to stop: children to end, half-made folders and containers to remove. */
const cleanups = new Set<() => void | Promise<void>>();
let installed = false;
let stopping = false;

/** Cleanups that wait for something that hangs are left behind after this time. */
const STOP_MS = 10_000;

/**
 * Runs `body`, and `cleanup` after it, whatever happens: success, an error, Ctrl-C or a plain `kill`.
 * A cleanup must be quick and bear being called once only. Once the process is told to stop, `body` is not gone on
 * from: what failed because its child was ended is no failure to report.
 */
export async function withCleanup<T>(cleanup: () => void | Promise<void>, body: () => Promise<T>): Promise<T> {
  install();
  const ofCleanup = stopping; // a cleanup itself may need this, and has to come to its end
  let done: Promise<void> | undefined;
  const once = () => {
    done ??= (async () => cleanup())().finally(() => cleanups.delete(once));
    return done;
  };
  cleanups.add(once);
  try {
    return await body();
  } finally {
    if (stopping && !ofCleanup) await new Promise(() => undefined);
    await once();
  }
}

function install(): void {
  if (installed) return;
  installed = true;
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
    process.once(signal, () => void stop(code));
  }
}

/** Runs what is still pending, for a process that is about to end. The latest began inside the earlier ones. */
export async function cleanUp(): Promise<void> {
  await Promise.allSettled([...cleanups].reverse().map((cleanup) => cleanup()));
}

/** The process was told to stop: what fails from now on fails for that reason, and is not worth a word. */
export function isStopping(): boolean {
  return stopping;
}

async function stop(code: number): Promise<void> {
  stopping = true;
  setTimeout(() => process.exit(code), STOP_MS);
  await cleanUp();
  process.exit(code);
}
