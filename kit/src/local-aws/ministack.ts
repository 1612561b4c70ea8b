import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Executor } from './executor';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAwsServer, clientEnvironment } from './local-aws-server';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { run } from '../kernel/subprocess';
import { uvEnvironment } from '../toolchain/uv';

const VERSION = '1.5.33';
const INSTALL_SECONDS = 300;
const START_SECONDS = 30;
const STOP_SECONDS = 10;

/**
 * MiniStack, the local AWS, is written in Python. It runs each function with its own interpreter, so that one is the functions'
 * Python and has no packages; and it hands its own environment on to them, so that is made from nothing.
 *
 * @throws Failure 69 when it cannot be installed or started
 */
export async function startMiniStack(tools: string, uv: string, executor: Executor): Promise<LocalAwsServer> {
  const { python, library } = await install(tools, uv, executor);
  const scratch = mkdtempSync(join(tools, `ministack-run-${process.pid}-`));
  const log = join(tools, 'ministack.log');
  const output = openSync(log, 'w');
  const child = spawn(python, ['-I', join(__dirname, 'ministack_launcher.py'), library, scratch, ...executor.listenOn], {
    cwd: scratch, detached: true, stdio: ['pipe', 'pipe', output], env: serverEnvironment(scratch, executor),
  });
  closeSync(output);
  const stop = async () => {
    await end(child);
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const endpoint = `http://localhost:${await announcedPort(child)}`;
    return { endpoint, env: clientEnvironment(endpoint), description: `MiniStack ${VERSION}, functions on ${executor.description}`, stop };
  } catch (error) {
    await stop();
    throw new Failure(`the local AWS did not start: ${(error as Error).message}`, {
      code: ExitCode.UNAVAILABLE, where: log, fix: 'see the lines above; try again, or use another AWS: npx projen local --aws endpoint',
      output: lastLines(readFileSync(log, 'utf8')),
    });
  }
}

/** Its packages, and an interpreter that sees none: once for each Python, hash-checked, whole or not at all. */
async function install(tools: string, uv: string, executor: Executor): Promise<{ python: string; library: string }> {
  const home = join(tools, `ministack-${VERSION}-python${executor.pythonVersion}`);
  const place = { python: join(home, 'venv', 'bin', 'python'), library: join(home, 'library') };
  if (existsSync(home) && (await run(place.python, ['-c', ''], { deadlineSeconds: 20 })).code === 0) return place;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(tools, { recursive: true });
  const staging = mkdtempSync(join(tools, '.ministack-'));
  try {
    const steps = [
      ['venv', '--quiet', '--relocatable', '--python', executor.python, join(staging, 'venv')],
      ['pip', 'install', '--quiet', '--python', executor.python, '--target', join(staging, 'library'), '--no-deps', '--require-hashes',
        '-r', join(__dirname, 'ministack-requirements.txt')],
    ];
    for (const args of steps) {
      const result = await run(uv, args, { deadlineSeconds: INSTALL_SECONDS, env: uvEnvironment() });
      if (result.code === 0) continue;
      throw new Failure(`MiniStack ${VERSION} could not be installed`, {
        code: ExitCode.UNAVAILABLE, where: dirname(staging), fix: 'check the network, HTTPS_PROXY, SSL_CERT_FILE and UV_DEFAULT_INDEX', output: lastLines(result.output),
      });
    }
    renameSync(staging, home);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return place;
}

function serverEnvironment(scratch: string, executor: Executor): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: scratch,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: 'localhost',
    MINISTACK_ACCOUNT_ID: LOCAL_ACCOUNT,
    MINISTACK_REGION: LOCAL_REGION,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LOG_LEVEL: 'INFO',
    STATE_DIR: join(scratch, 'state'),
    S3_DATA_DIR: join(scratch, 's3'),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...executor.env,
  };
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not answer within ${START_SECONDS} s`)), START_SECONDS * 1000);
    const settle = (settled: () => void) => {
      clearTimeout(timer);
      settled();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`it ended with ${code}`))));
    createInterface({ input: child.stdout! }).once('line', (line) => settle(() => resolve((JSON.parse(line) as { port: number }).port)));
  });
}

/** It stops by itself when its input ends; should it hang, it is killed with the functions that it runs. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), STOP_SECONDS * 1000);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}
