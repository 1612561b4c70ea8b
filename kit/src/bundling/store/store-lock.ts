import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { ExitCode, Failure } from '../../kernel/failure';
import { withCleanup } from '../../kernel/interrupt';

/** A lock whose holder gave no sign of life for this long is taken over. */
const STALE_MS = 10_000;
const WAIT_MS = 30 * 60_000;
const POLL_MS = 200;

interface HoldOptions {
  /** Of the folder, for messages. @default 'the bundle store' */
  readonly name?: string;
  /** How long to wait for another holder, in milliseconds. @default - half an hour */
  readonly waitMs?: number;
}

/**
 * Holds a folder while `work` runs; others that want to hold it wait.
 *
 * @throws Failure 75 when another one holds it for longer than that
 */
export async function holding<T>(folder: string, work: () => Promise<T>, { name = 'the bundle store', waitMs = WAIT_MS }: HoldOptions = {}): Promise<T> {
  let lost = false;
  const release = await lock(folder, {
    lockfilePath: join(folder, '.held'),
    stale: STALE_MS,
    update: STALE_MS / 4,
    retries: { retries: Math.ceil(waitMs / POLL_MS), factor: 1, minTimeout: POLL_MS, maxTimeout: POLL_MS },
    onCompromised: () => { lost = true; }, // this machine slept; trees are published whole even so
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOCKED') throw error;
    throw new Failure(`${name} is held by another run: ${error.message}`, {
      code: ExitCode.TRY_AGAIN, where: folder, fix: 'wait for it, or end it; then run this again',
    });
  });
  return withCleanup(() => (lost ? undefined : release().catch(() => undefined)), work);
}
