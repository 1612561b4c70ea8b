import { networkInterfaces } from 'node:os';
import type { PythonVersion } from '../config/policy';
import type { FunctionSettings } from '../config/settings';
import { docker, dockerTrouble } from '../docker/docker';
import { variable } from '../kernel/environment';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { findInterpreter, installInterpreter } from '../toolchain/interpreter';

/** What runs the functions on this machine: an interpreter of their version, or the Lambda image in Docker. */
export interface Executor {
  readonly description: string;
  /** The interpreter that runs the local AWS, and in a process the functions too. */
  readonly python: string;
  readonly pythonVersion: string;
  /** Addresses besides loopback on which the functions reach the local AWS. */
  readonly listenOn: readonly string[];
  /** Added to the environment of the local AWS. */
  readonly env: Readonly<Record<string, string>>;
}

/** Versions that MiniStack itself runs on, the newest that is well tried first. */
const MINISTACK_VERSIONS = ['3.13', '3.12', '3.11', '3.10', '3.14'];
const PULL_SECONDS = 900;
const IMAGE_PREFIX = 'public.ecr.aws/lambda/python';

/**
 * The functions' own Python where this machine has it or uv can fetch it; else the Lambda image in Docker.
 *
 * @throws Failure 69 when there is neither; never another Python
 */
export async function findExecutor(functions: readonly FunctionSettings[], uv: string, onLine: (line: string) => void): Promise<Executor> {
  const versions = [...new Set(functions.map((fn) => fn.pythonVersion))];
  const [version] = versions;
  const onHost = versions.length === 1 && version !== '3.9' && process.platform === 'linux';
  const python = onHost ? (await findInterpreter(version, uv)) ?? (await installInterpreter(version, uv, onLine)) : undefined;
  if (python) return { description: `Python ${version} of this machine`, python, pythonVersion: version, listenOn: [], env: { DOCKER_HOST: 'unix:///nonexistent.sock' } };
  const trouble = await dockerTrouble();
  const server = await serverInterpreter(uv);
  if (!trouble && server) return inDocker(versions, server, onLine);
  throw new Failure(`there is no Python ${versions.join(' and ')} to run the functions with`, {
    code: ExitCode.UNAVAILABLE,
    where: trouble ? `this machine, nor its Docker: ${trouble}` : 'this machine, which has no Python from 3.10 on to run the local AWS either',
    fix: `install it: pyenv install ${version}, or your system's package python${version}; or start Docker`,
  });
}

async function inDocker(
  versions: readonly PythonVersion[], server: { python: string; version: string }, onLine: (line: string) => void,
): Promise<Executor> {
  for (const version of versions) await requireImage(`${IMAGE_PREFIX}:${version}`, onLine);
  return {
    description: `${versions.map((version) => `${IMAGE_PREFIX}:${version}`).join(', ')} in Docker`,
    python: server.python,
    pythonVersion: server.version,
    listenOn: await bridgeAddress(),
    env: { LAMBDA_EXECUTOR: 'docker', LAMBDA_STRICT: '1', ...await dockerEnvironment() },
  };
}

/** Pulled beforehand, or the first invocation would wait for it, and fail by its own deadline. */
async function requireImage(image: string, onLine: (line: string) => void): Promise<void> {
  if ((await docker(['image', 'inspect', image], 30)).code === 0) return;
  const { code, output } = await docker(['pull', image], PULL_SECONDS, onLine);
  if (code === 0) return;
  throw new Failure(`the image ${image} cannot be pulled`, {
    code: ExitCode.UNAVAILABLE,
    where: 'Docker, which runs the functions where this machine has not their one Python version',
    fix: `pull it by hand to see why: docker pull ${image}`,
    output: lastLines(output),
  });
}

async function serverInterpreter(uv: string): Promise<{ python: string; version: string } | undefined> {
  for (const version of MINISTACK_VERSIONS) {
    const python = await findInterpreter(version, uv);
    if (python) return { python, version };
  }
  return undefined;
}

/** The daemon that the command line talks to; MiniStack's client knows no contexts. */
async function dockerEnvironment(): Promise<Record<string, string>> {
  const names = ['DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'].flatMap((name) => (variable(name) ? [[name, variable(name)!]] : []));
  const context = await docker(['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], 20);
  return { ...Object.fromEntries(names), DOCKER_HOST: variable('DOCKER_HOST') ?? (context.stdout.trim() || 'unix:///var/run/docker.sock') };
}

/** On Linux a container reaches its host by the gateway of the bridge. */
async function bridgeAddress(): Promise<string[]> {
  const own = networkInterfaces().docker0?.find(({ family }) => family === 'IPv4')?.address;
  if (own) return [own];
  const { stdout } = await docker(['network', 'inspect', 'bridge', '--format', '{{range .IPAM.Config}}{{.Gateway}} {{.Subnet}}{{end}}'], 20);
  const address = /\d+\.\d+\.\d+\.\d+/.exec(stdout)?.[0];
  return address ? [address.replace(/\.0$/, '.1')] : [];
}
