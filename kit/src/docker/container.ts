import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { docker, dockerProgram } from './docker';
import { says } from './messages';
import type { Architecture } from '../config/policy';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';
import { type RunResult, run } from '../kernel/subprocess';

const PULL_SECONDS = 900;
const COPY_SECONDS = 300;
const REMOVE_SECONDS = 60;
const STATE_SECONDS = 20;
const LABEL = 'python-lambda-bundling';
const PROCESS_LABEL = `${LABEL}-process`;
const ATTEMPTS = 3;

export interface ContainerOptions {
  readonly image: string;
  readonly architecture: Architecture;
  readonly command: readonly string[];
  /** Passed by name, so that their values stay out of the process list. */
  readonly env: Readonly<Record<string, string>>;
  /** More of what `docker create` is told, such as limits. @default [] */
  readonly flags?: readonly string[];
  /** For whom it is, in messages. */
  readonly functions: readonly string[];
  /** The store that is held meanwhile: what a killed run for it left can be told apart. */
  readonly owner?: string;
  readonly onLine?: (line: string) => void;
  /** Go on while it is being removed, which takes seconds; {@link withoutLeftovers} waits. @default false */
  readonly removeLater?: boolean;
}

/** Removals that nobody waits for yet. */
const removals = new Set<Promise<void>>();

/**
 * A container that was created and not started. Files are copied in and out, not mounted: a daemon in another
 * container or on another machine does not see this file system, and what comes out belongs to the caller.
 */
export interface Container {
  readonly id: string;
  /** Copies what is in a folder of this machine into a folder of the container, which is made. */
  copyIn(from: string, to: string): Promise<void>;
  copyOut(from: string, to: string): Promise<void>;
}

/**
 * Creates a container, pulling its image if need be, and removes it with its volumes whatever happens.
 *
 * @throws Failure 69 when the image cannot be used
 */
export async function withContainer<T>(options: ContainerOptions, work: (container: Container) => Promise<T>): Promise<T> {
  const id = `${LABEL}-${randomBytes(8).toString('hex')}`; // known before it exists, so that no moment is left in which it could stay
  return withCleanup(() => (options.removeLater ? removeLater(id) : remove(id)), async () => {
    await create(id, options);
    return work({
      id,
      copyIn: (from, to) => copy(id, `${from}/.`, `${id}:${to}`),
      copyOut: (from, to) => copy(id, `${id}:${from}/.`, to),
    });
  });
}

/** Work after which every container is gone, those too that are removed later. */
export async function withoutLeftovers<T>(work: () => Promise<T>): Promise<T> {
  return withCleanup(async () => { await Promise.all(removals); }, work);
}

function removeLater(id: string): void {
  const removal = remove(id).finally(() => removals.delete(removal));
  removals.add(removal);
}

/** Removes the containers that a killed run for a store left; nobody else may be at work for it. */
export async function removeAbandoned(owner: string): Promise<void> {
  const { code, stdout } = await docker(['ps', '--all', '--quiet', '--filter', `label=${labelOf(owner)}`], REMOVE_SECONDS);
  if (code === 0) for (const id of stdout.split(/\s+/).filter(Boolean)) await remove(id);
}

/**
 * Removes the containers of processes that are no more. Those of another machine, and of another container in which this
 * project runs, are let be: their processes cannot be seen from here.
 */
export async function removeOrphans(): Promise<void> {
  const format = `{{.ID}} {{.Label "${PROCESS_LABEL}"}}`;
  const { code, stdout } = await docker(['ps', '--all', '--filter', `label=${PROCESS_LABEL}`, '--format', format], REMOVE_SECONDS);
  if (code !== 0) return;
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [id, label] = line.split(/ (.*)/);
    const [, place, pid, started] = /^(.*) (\d+) (\d*)$/.exec(label) ?? [];
    if (place === placeOfProcesses() && !isRunning(Number(pid), started)) await remove(id);
  }
}

/** Where the id of a process means the same one. */
function placeOfProcesses(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** Ids of processes come back; with the start there is one such process. Empty where the machine does not tell. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').split(' ')[20];
  } catch {
    return '';
  }
}

function isRunning(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startOf(pid) === started;
}

/** Engines can be shared by machines, on which the same path is another store. */
function labelOf(owner?: string): string {
  return owner ? `${LABEL}=${hostname()}:${owner}` : LABEL;
}

async function create(name: string, { image, architecture, command, env, flags = [], functions, owner, onLine }: ContainerOptions): Promise<void> {
  const platform = `linux/${architecture === 'arm64' ? 'arm64' : 'amd64'}`;
  const [entrypoint, ...args] = command;
  const result = await patiently(name, () => docker([
    'create', '--name', name, '--platform', platform, '--label', labelOf(owner),
    '--label', `${PROCESS_LABEL}=${placeOfProcesses()} ${process.pid} ${startOf(process.pid)}`,
    ...Object.keys(env).flatMap((variable) => ['--env', variable]), ...flags, '--entrypoint', entrypoint, image, ...args,
  ], PULL_SECONDS, onLine, env));
  if (result.code === 0) return;
  throw new Failure(`the image ${image} (${platform}) cannot be used`, {
    code: ExitCode.UNAVAILABLE,
    where: functions.join(', '),
    fix: `pull it by hand to see why: docker pull --platform ${platform} ${image}`,
    output: lastLines(result.output),
  });
}

/** Tries again after a moment, if that can help. */
async function patiently(name: string, attempt: () => Promise<RunResult>): Promise<RunResult> {
  for (let left = ATTEMPTS - 1; ; left--) {
    const result = await attempt();
    if (result.code === 0 || left === 0 || !says('transient', result.output)) return result;
    await wait(500 + Math.random() * 1000);
    await remove(name);
  }
}

/** Exit codes of an engine's own: it could not do what it was told, or the container was killed. */
const OWN_CODES = [125, 137];

/**
 * Whether the engine, and not what it ran, is why a container that was started ended badly: it killed the container,
 * went away, or knows nothing of such an end.
 */
export async function engineFailed(id: string, { code }: RunResult): Promise<boolean> {
  if (OWN_CODES.includes(code)) return true;
  const state = await stateOf(id);
  return state === undefined || state.status === 'running' || (state.status === 'exited' && state.exitCode !== code);
}

/** What the engine tells of a container; nothing if it does not answer. */
async function stateOf(id: string): Promise<{ readonly status: string; readonly exitCode: number } | undefined> {
  const args = ['inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', id];
  const { code, stdout } = await docker(args, STATE_SECONDS).catch(() => ({ code: 1, stdout: '' }));
  const [status, exitCode] = stdout.trim().split(' ');
  return code === 0 && status ? { status, exitCode: Number(exitCode) } : undefined;
}

/** What is said when the engine, and not the work, is the cause. */
export function engineDied(during: string, { code, output }: RunResult): Failure {
  return new Failure(`Docker failed ${during} (exit code ${code})`, {
    code: ExitCode.TRY_AGAIN, where: dockerProgram(), fix: 'see that the engine runs and has memory and disk space, then run this again', output: lastLines(output),
  });
}

async function copy(id: string, from: string, to: string): Promise<void> {
  const result = await docker(['cp', from, to], COPY_SECONDS);
  if (result.code === 0) return;
  if (!await stateOf(id)) throw engineDied('while files were copied', result);
  throw new Failure('files could not be copied between this machine and the container', {
    code: ExitCode.IO, where: `${from} to ${to}`, fix: 'free some disk space on both, then run it again', output: lastLines(result.output),
  });
}

async function remove(id: string): Promise<void> {
  await run(dockerProgram(), ['rm', '--force', '--volumes', id], { deadlineSeconds: REMOVE_SECONDS, cleanup: true }).catch(() => undefined);
}
