import { docker } from './docker';
import { ExitCode, Failure, lastLines } from './failure';
import { withCleanup } from './interrupt';
import type { Architecture } from './policy';

const PULL_SECONDS = 900;
const COPY_SECONDS = 300;
const REMOVE_SECONDS = 60;

export interface ContainerOptions {
  readonly image: string;
  readonly architecture: Architecture;
  readonly command: readonly string[];
  /** Passed by name, so that their values stay out of the process list. */
  readonly env: Readonly<Record<string, string>>;
  /** For whom it is, in messages. */
  readonly functions: readonly string[];
  readonly onLine?: (line: string) => void;
}

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
  const id = await create(options);
  return withCleanup(() => remove(id), () => work({
    id,
    copyIn: (from, to) => copy(`${from}/.`, `${id}:${to}`),
    copyOut: (from, to) => copy(`${id}:${from}/.`, to),
  }));
}

async function create({ image, architecture, command, env, functions, onLine }: ContainerOptions): Promise<string> {
  const platform = `linux/${architecture === 'arm64' ? 'arm64' : 'amd64'}`;
  const [entrypoint, ...args] = command;
  const result = await docker([
    'create', '--platform', platform, '--label', 'python-lambda-bundling', ...Object.keys(env).flatMap((name) => ['--env', name]),
    '--entrypoint', entrypoint, image, ...args,
  ], PULL_SECONDS, onLine, env);
  if (result.code === 0) return result.stdout.trim().split('\n').pop()!;
  throw new Failure(`the image ${image} (${platform}) cannot be used`, {
    code: ExitCode.UNAVAILABLE,
    where: functions.join(', '),
    fix: `pull it by hand to see why: docker pull --platform ${platform} ${image}`,
    output: lastLines(result.output),
  });
}

async function copy(from: string, to: string): Promise<void> {
  const result = await docker(['cp', from, to], COPY_SECONDS);
  if (result.code === 0) return;
  throw new Failure('files could not be copied between this machine and the container', {
    code: ExitCode.IO, where: `${from} to ${to}`, fix: 'free some disk space on both, then run it again', output: lastLines(result.output),
  });
}

async function remove(id: string): Promise<void> {
  await docker(['rm', '--force', '--volumes', id], REMOVE_SECONDS).catch(() => undefined);
}
