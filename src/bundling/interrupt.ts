/** Work to undo when the process is told to stop: children to end, half-made folders and containers to remove. */
const cleanups = new Set<() => void | Promise<void>>();
let installed = false;

/**
 * Runs `body`, and `cleanup` after it, whatever happens: success, an error, Ctrl-C or a plain `kill`.
 * A cleanup must be quick and bear being called once only.
 */
export async function withCleanup<T>(cleanup: () => void | Promise<void>, body: () => Promise<T>): Promise<T> {
  install();
  let pending = true;
  const once = async () => {
    if (!pending) return;
    pending = false;
    cleanups.delete(once);
    await cleanup();
  };
  cleanups.add(once);
  try {
    return await body();
  } finally {
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

async function stop(code: number): Promise<void> {
  await cleanUp();
  process.exit(code);
}
