import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../../project/checkout';
import { fakeProgram } from '../../project/workspace';

jest.setTimeout(60_000);

/** A stand-in for Docker that logs its commands and does as it is told for one of them; containers are lines of a file. */
function fakeDocker(faults: Readonly<Record<string, string>>) {
  const cases = Object.entries({ version: 'echo 27.5.1', ...faults }).map(([name, script]) => `${name}) ${script};;`);
  const program = fakeProgram('docker', `#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/log"
case "$1" in create) echo "$3" >> "$here/containers";; rm) sed -i "/^$4\\$/d" "$here/containers";; esac
case "$1" in
${cases.join('\n')}
esac
`);
  const read = (name: string) => {
    const path = join(program, '..', name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  };
  return {
    env: { CDK_DOCKER: program, BUNDLING_MODE: 'docker', BUNDLING_DEADLINE_SECONDS: '2' },
    commands: () => read('log').map((line) => line.split(' ')[0]),
    containers: () => read('containers'),
  };
}

const checkout = () => Checkout.with({ orders: { 'requirements.txt': `money==1.0 --hash=sha256:${'0'.repeat(64)}\n` } });

/** One clean error, and nothing that stays: neither a container, nor a process, nor a half-made bundle. */
async function failsCleanly(faults: Readonly<Record<string, string>>) {
  const docker = fakeDocker(faults);
  const site = checkout();
  const outcome = await site.build(docker.env);
  expect(outcome.stderr.match(/^✖ (?!orders: packages)/gm)).toHaveLength(1);
  expect(outcome.stderr).not.toMatch(/^\s+at .*\.ts:\d+/m);
  expect(docker.containers()).toEqual([]);
  expect(site.contents()).toEqual({});
  expect(site.leftovers()).toEqual([]);
  return { outcome, commands: docker.commands(), site };
}

describe('a Docker that succeeds and puts nothing out', () => {
  test('is refused each time, and nothing of it is stored', async () => {
    const docker = fakeDocker({ cp: 'true', start: 'true' });
    const site = checkout();
    for (const _ of [1, 2]) {
      const { code, stderr } = await site.build(docker.env);
      expect(code).toBe(65);
      expect(stderr).toContain('money==1.0 is in lambda_src/orders/requirements.txt but was not installed');
      expect(existsSync(site.store) ? readdirSync(site.store) : []).toEqual([]);
      expect(docker.containers()).toEqual([]);
    }
  });
});

describe('a Docker that hangs', () => {
  test('when it is asked whether it is there ends with 75 in time', async () => {
    const { outcome } = await failsCleanly({ version: 'sleep 600' });
    expect(outcome.code).toBe(75);
    expect(outcome.stderr).toContain('Docker is asked for and cannot be used');
  });

  test.each(['create', 'cp', 'start'])('in %s ends with 75 in time, with the program that hangs, and its container is removed', async (step) => {
    const { outcome, commands } = await failsCleanly({ [step]: 'sleep 600' });
    expect(outcome.code).toBe(75);
    expect(outcome.stderr).toMatch(/docker did not end within 2 s/);
    expect(commands[commands.length - 1]).toBe('rm');
  });

  test('even when the container is removed does not hang the build', async () => {
    const docker = fakeDocker({ start: 'echo gone >&2; exit 137', rm: 'sleep 600' });
    const site = checkout();
    const outcome = await site.build(docker.env);
    expect(outcome.code).toBe(75);
    expect(site.leftovers()).toEqual([]);
  });
});

describe('a Docker that dies in the middle', () => {
  test.each([
    ['start', 'exit 137', 'while packages were installed (exit code 137)'],
    ['start', 'echo "docker: error during connect" >&2; exit 125', 'while packages were installed (exit code 125)'],
    ['start', 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1', 'while packages were installed (exit code 1)'],
    ['cp', 'echo "error during connect: EOF" >&2; exit 1', 'while files were copied'],
  ])('in %s by "%s" ends with 75, does not blame the requirements, and is not tried again', async (step, script, message) => {
    const { outcome, commands } = await failsCleanly({ [step]: script });
    expect(outcome.code).toBe(75);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).not.toContain('correct lambda_src');
    expect(commands.filter((name) => name === step)).toHaveLength(1);
  });

  test('between its commands is told with its own words', async () => {
    const { outcome } = await failsCleanly({ create: 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1' });
    expect([69, 75]).toContain(outcome.code);
    expect(outcome.stderr).toContain('Cannot connect to the Docker daemon');
  });
});

describe('an image that cannot be pulled', () => {
  test('for a moment is tried again, three times at most', async () => {
    const { outcome, commands } = await failsCleanly({ create: 'echo "net/http: TLS handshake timeout" >&2; exit 1' });
    expect(outcome.code).toBe(69);
    expect(commands.filter((name) => name === 'create')).toHaveLength(3);
  });

  test('since there is none is not tried again', async () => {
    const { outcome, commands } = await failsCleanly({ create: 'echo "manifest unknown" >&2; exit 1' });
    expect(outcome.code).toBe(69);
    expect(outcome.stderr).toContain('docker pull');
    expect(commands.filter((name) => name === 'create')).toHaveLength(1);
  });
});
