import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageServer } from './package-server';
import { Checkout, filesBelow, lock } from '../../project/checkout';
import type { Child } from '../../project/child';
import { wheel } from '../../project/wheels';
import { eventually, fakeProgram } from '../../project/workspace';

jest.setTimeout(60_000);

const MONEY = wheel('money');

/** What must be nowhere. Each is a value of its own, so that one which gets out can be told. */
const SECRETS = {
  indexPassword: 'pw-index-7f3a91',
  escapedPassword: 'pw%2Fextra%407f3a92',
  namedPassword: 'pw-named-7f3a93',
  awsSecret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCY7f3a94',
  awsSession: 'IQoJb3JpZ2luX2VjEJr7f3a95',
  awsKeyId: 'AKIAIOSFODNN7F3A96QQ',
  jobToken: 'glcbt-64-7f3a97abcdef',
  githubToken: 'ghp_7f3a98abcdefghijklmnop',
  databasePassword: 'pw-database-7f3a99',
  keyLine: 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC7f3a9a',
};

/** Also what is made of a secret. */
const FORBIDDEN = [...Object.values(SECRETS), decodeURIComponent(SECRETS.escapedPassword), Buffer.from(`alice:${SECRETS.indexPassword}`).toString('base64')];

function environmentFor(server: PackageServer): Record<string, string> {
  return {
    UV_DEFAULT_INDEX: server.urlWith(`alice:${SECRETS.indexPassword}@`),
    PIP_EXTRA_INDEX_URL: server.urlWith(`bob:${SECRETS.escapedPassword}@`),
    UV_INDEX_COMPANY_USERNAME: 'carol',
    UV_INDEX_COMPANY_PASSWORD: SECRETS.namedPassword,
    AWS_ACCESS_KEY_ID: SECRETS.awsKeyId,
    AWS_SECRET_ACCESS_KEY: SECRETS.awsSecret,
    AWS_SESSION_TOKEN: SECRETS.awsSession,
    CI_JOB_TOKEN: SECRETS.jobToken,
    GITHUB_TOKEN: SECRETS.githubToken,
    DATABASE_URL: `postgres://dave:${SECRETS.databasePassword}@db.example.com/shop`,
    DEPLOY_PRIVATE_KEY: `-----BEGIN PRIVATE KEY-----\n${SECRETS.keyLine}\n-----END PRIVATE KEY-----`,
  };
}

const secretsIn = (text: string) => FORBIDDEN.filter((secret) => text.includes(secret));

function secretsInStore({ store }: Checkout): string[] {
  return existsSync(store) ? filesBelow(store).flatMap((path) => secretsIn(readFileSync(join(store, path), 'latin1')).map((secret) => `${path}: ${secret}`)) : [];
}

/** Secrets on any command line while a build runs. */
async function secretsInCommands(checkout: Checkout, run: Child): Promise<{ seen: number; leaked: string[] }> {
  const leaked = new Set<string>();
  const seen = new Set<string>();
  let over = false;
  const ended = run.ended().finally(() => { over = true; });
  while (!over) {
    for (const command of checkout.processes()) {
      seen.add(command);
      for (const secret of secretsIn(command)) leaked.add(`${secret} in ${command}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  await ended;
  return { seen: seen.size, leaked: [...leaked] };
}

async function expectNoSecret(checkout: Checkout, env: Record<string, string>, code: number) {
  for (const args of [[], ['--json']]) {
    const run = checkout.start(env, args);
    const { seen, leaked } = await secretsInCommands(checkout, run);
    const outcome = await run.ended();
    expect({ stdout: secretsIn(outcome.stdout), stderr: secretsIn(outcome.stderr), store: secretsInStore(checkout), commands: leaked })
      .toEqual({ stdout: [], stderr: [], store: [], commands: [] });
    expect(outcome.code).toBe(code);
    expect(seen).toBeGreaterThan(0);
  }
}

test('a build that fails since the index refuses its credentials shows none of ten secrets', async () => {
  const server = await PackageServer.start([MONEY]);
  server.fault = (request, response) => response.writeHead(401, { 'www-authenticate': `Basic realm="${request.headers.authorization}"` }).end(request.headers.authorization);
  await expectNoSecret(Checkout.requiring(MONEY), environmentFor(server), 77);
});

test('a build in Docker that prints its whole environment and fails shows none of them', async () => {
  const server = await PackageServer.start([MONEY]);
  const docker = fakeProgram('docker', `#!/bin/sh
case "$1" in
version) echo 27.5.1;;
inspect) echo exited 1;;
start) env; env >&2; echo 'the password was ${SECRETS.indexPassword} or ${decodeURIComponent(SECRETS.escapedPassword)}'; sleep 1; exit 1;;
esac`);
  await expectNoSecret(Checkout.requiring(MONEY), { ...environmentFor(server), BUNDLING_MODE: 'docker', CDK_DOCKER: docker }, 65);
});

test('a build whose requirements name an address with a password, which does not answer, shows none of them', async () => {
  const server = await PackageServer.start([MONEY]);
  const lines = `${lock([MONEY])}colours @ http://eve:${SECRETS.databasePassword}@127.0.0.1:1/colours-1.0-py3-none-any.whl#sha256=${'0'.repeat(64)}\n`;
  await expectNoSecret(Checkout.with({ orders: { 'requirements.txt': lines } }), environmentFor(server), 69);
});

test('a build that succeeds shows and stores none of them, and makes the same bytes as one without secrets', async () => {
  const server = await PackageServer.start([MONEY]);
  server.delay = 300;
  const [secret, plain] = [Checkout.requiring(MONEY), Checkout.requiring(MONEY)];
  await expectNoSecret(secret, environmentFor(server), 0);
  expect(await plain.build({ UV_DEFAULT_INDEX: server.url })).toMatchObject({ code: 0 });
  expect(secret.contents()).toEqual(plain.contents());
});

test('while a build waits for its index no other process sees them on a command line', async () => {
  const server = await PackageServer.start([MONEY]);
  server.fault = () => undefined;
  const checkout = Checkout.requiring(MONEY);
  const run = checkout.start(environmentFor(server));
  await eventually(() => checkout.processes().some((command) => command.includes('uv pip install')), 30);
  expect(checkout.processes().flatMap(secretsIn)).toEqual([]);
  expect(secretsInStore(checkout)).toEqual([]);
  run.kill('SIGTERM');
  expect(await run.ended()).toMatchObject({ code: 143 });
});
