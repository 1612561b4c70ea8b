import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PackageServer } from './package-server';
import { Checkout, LONG, lock } from '../../project/checkout';
import type { Ended } from '../../project/child';
import { wheel } from '../../project/wheels';

const KILLS = LONG ? 50 : 6;
const AT_ONCE = 6; // a killed run holds its lock for ten seconds, which the next one spends asleep
jest.setTimeout(LONG ? 1_800_000 : 120_000);

const WHEELS = ['money', 'dates', 'colours', 'shapes'].map((name) => wheel(name));
const FUNCTIONS = {
  orders: { 'requirements.txt': lock(WHEELS) },
  bills: { 'requirements.txt': lock(WHEELS) },
  mails: { 'requirements.txt': lock(WHEELS.slice(0, 2)) },
};

async function slowServer(): Promise<PackageServer> {
  const server = await PackageServer.start(WHEELS);
  server.delay = 60;
  return server;
}

/** A clean build's contents and how long it takes. */
async function cleanBuild(url: string) {
  const checkout = Checkout.with(FUNCTIONS);
  const started = Date.now();
  const { code } = await checkout.build({ UV_DEFAULT_INDEX: url });
  const seconds = (Date.now() - started) / 1000;
  expect(code).toBe(0);
  expect(checkout.leftovers()).toEqual([]);
  return { contents: checkout.contents(), seconds };
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

test(`after each of ${KILLS} kills at random moments the next build makes the same bytes as a clean one, and nothing is left`, async () => {
  const { url } = await slowServer();
  const clean = await cleanBuild(url);
  const wrong: string[] = [];
  let interrupted = 0;
  const trial = async (index: number) => {
    const checkout = Checkout.with(FUNCTIONS);
    const run = checkout.start({ UV_DEFAULT_INDEX: url });
    const moment = clean.seconds * 1000 * (0.3 + ((index + Math.random()) / KILLS) * 1.5);
    await Promise.race([sleep(moment), run.ended()]);
    run.kill();
    if ((await run.ended()).signal === 'SIGKILL') interrupted++;
    const half = existsSync(checkout.store) ? readdirSync(checkout.store).join() : '';
    const next = await checkout.build({ UV_DEFAULT_INDEX: url });
    const complaint = complaintOf(next, checkout, clean.contents);
    if (complaint) wrong.push(`${index}: killed after ${Math.round(moment)} ms with ${half}: ${complaint}`);
  };
  const indices = Array.from({ length: KILLS }, (_, i) => i);
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let index = indices.shift(); index !== undefined; index = indices.shift()) await trial(index);
  }));
  expect(wrong).toEqual([]);
  expect(interrupted).toBeGreaterThan(KILLS / 3);
});

function complaintOf(next: Ended, checkout: Checkout, clean: Record<string, string>): string | undefined {
  if (next.code !== 0) return `the next build ended with ${next.code}: ${next.stderr}`;
  const contents = checkout.contents();
  const different = [...new Set([...Object.keys(clean), ...Object.keys(contents)])].filter((path) => clean[path] !== contents[path]);
  if (different.length > 0) return `other bytes: ${different.join()}`;
  const left = checkout.leftovers();
  return left.length > 0 ? `left: ${left.join()}` : undefined;
}

test('eight builds of the same functions at the same time all end well, install each layer once and make what one makes', async () => {
  const server = await slowServer();
  const clean = await cleanBuild(server.url);
  server.fetched.splice(0);
  const checkout = Checkout.with(FUNCTIONS);
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) =>
    // Each has a cache of its own: what is fetched twice is installed twice.
    checkout.build({ UV_DEFAULT_INDEX: server.url, UV_CACHE_DIR: join(checkout.root, `uv-cache-${i}`) })));
  expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(Array(8).fill(0));
  expect(checkout.contents()).toEqual(clean.contents);
  expect(checkout.leftovers()).toEqual([]);
  const installs = outcomes.flatMap(({ stderr }) => stderr.match(/^✔ .*packages for/gm) ?? []);
  expect(installs).toHaveLength(1);
  expect([...server.fetched].sort()).toEqual(WHEELS.map(({ file }) => file).sort());
}, 180_000);
