import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { download } from '../../src/toolchain/package-index';
import { failureOf } from '../project/workspace';

const FILE = 'uv-1.0-py3-none-any.whl';
const CONTENT = Buffer.from('a wheel, or so it says');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

type Route = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A package index on this machine; the environment names it. What it has no route for is a 404. */
async function serve(routes: Record<string, Route>, credentials = ''): Promise<{ asked: IncomingMessage[]; origin: string }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const route = routes[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(404).end('no such page');
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.UV_DEFAULT_INDEX = `http://${credentials}${host}/simple`;
  return { asked, origin: `http://${host}` };
}

const page = (href: string): Route => (_, response) => response.end(`<!DOCTYPE html><a href="../other/x.whl">x.whl</a>\n<a href="${href}">${FILE}</a>`);
const wheel: Route = (_, response) => response.end(CONTENT);
const status = (code: number): Route => (_, response) => response.writeHead(code).end('oops');
const get = (sha256 = SHA256, seconds = 10) => download('uv', FILE, sha256, seconds);

describe('a file is downloaded', () => {
  test.each([
    ['relative', `../../files/${FILE}#sha256=${SHA256}`],
    ['absolute on the same host', `/files/${FILE}#sha256=${SHA256}`],
    ['with an escaped &', `/files/a&amp;b/${FILE}`],
    ['with escaped characters', `/files/${FILE.replace('-1.0', '%2D1.0')}`],
  ])('if the link is %s', async (_, href) => {
    const at = new URL(href.replace('&amp;', '&'), 'http://x/simple/uv/').pathname;
    await serve({ '/simple/uv/': page(href), [at]: wheel });
    expect(await get()).toEqual(CONTENT);
  });

  test('if the index has a slash at its end', async () => {
    await serve({ '/simple/uv/': page(`/files/${FILE}`), [`/files/${FILE}`]: wheel });
    process.env.UV_DEFAULT_INDEX += '/';
    expect(await get()).toEqual(CONTENT);
  });

  test('if the link leads to another host, and after a redirect', async () => {
    const { origin } = await serve({ '/moved': (_, response) => response.writeHead(302, { location: `/files/${FILE}` }).end(), [`/files/${FILE}`]: wheel });
    await serve({ '/simple/uv/': page(`${origin}/${FILE}`) });
    const moved = await serve({ '/simple/uv/': page(`/here/${FILE}`), [`/here/${FILE}`]: (_, response) => response.writeHead(302, { location: `${origin}/moved` }).end() });
    expect(await get()).toEqual(CONTENT);
    expect(moved.asked.map(({ url }) => url)).toEqual(['/simple/uv/', `/here/${FILE}`]);
  });

  test("from pip's index, if uv has none of its own", async () => {
    const { asked } = await serve({ '/simple/uv/': page(`/files/${FILE}`), [`/files/${FILE}`]: wheel });
    process.env.PIP_INDEX_URL = process.env.UV_DEFAULT_INDEX;
    delete process.env.UV_DEFAULT_INDEX;
    expect(await get()).toEqual(CONTENT);
    expect(asked).toHaveLength(2);
  });
});

describe('credentials in the address of the index', () => {
  test('are sent as basic authentication, to the page and the file', async () => {
    const { asked } = await serve({ '/simple/uv/': page(`../../files/${FILE}`), [`/files/${FILE}`]: wheel }, 'al%40ice:s3cr3t%2F@');
    await get();
    const expected = `Basic ${Buffer.from('al@ice:s3cr3t/').toString('base64')}`;
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([expected, expected]);
  });

  test('are not sent to another host', async () => {
    const other = await serve({ [`/files/${FILE}`]: wheel });
    await serve({ '/simple/uv/': page(`${other.origin}/files/${FILE}`) }, 'alice:s3cr3t@');
    await get();
    expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('are in no message', async () => {
    await serve({}, 'alice:s3cr3t@');
    const failure = await failureOf(get);
    expect(JSON.stringify({ ...failure, message: failure.message })).not.toMatch(/alice|s3cr3t/);
    expect(failure.where).toMatch(/^http:\/\/\*\*\*@127\.0\.0\.1:\d+\/simple$/);
  });
});

describe('a download that fails', () => {
  test('because the file is another one is refused with both hashes, code 65, and advice not to trust it', async () => {
    const { origin } = await serve({ '/simple/uv/': page(`/files/${FILE}`), [`/files/${FILE}`]: wheel });
    const wrong = 'f'.repeat(64);
    expect(await failureOf(() => get(wrong))).toMatchObject({
      code: 65, message: `${FILE} has the SHA-256 ${SHA256}, not ${wrong}`, where: `${origin}/simple`, fix: 'do not trust this index; ask who runs it',
    });
  });

  test.each<[string, Record<string, Route>, RegExp]>([
    ['the index does not know the package', {}, /it answered 404/],
    ['the index does not list the file', { '/simple/uv/': page('/files/uv-2.0-py3-none-any.whl') }, /it does not list uv-1\.0/],
    ['the listed file is gone', { '/simple/uv/': page(`/files/${FILE}`) }, /it answered 404/],
    ['the index has a fault', { '/simple/uv/': status(500) }, /it answered 500/],
    ['the index wants credentials', { '/simple/uv/': status(401) }, /it answered 401/],
    ['the connection breaks', { '/simple/uv/': (_, response) => response.destroy() }, /could not be downloaded: \S+/],
    ['the link is no address', { '/simple/uv/': page(`http://[/${FILE}`) }, /could not be downloaded: /],
  ])('because %s is unavailable, with the index and a way by hand', async (_, routes, message) => {
    const { origin } = await serve(routes);
    const failure = await failureOf(get);
    expect(failure).toMatchObject({ code: 69, where: `${origin}/simple` });
    expect(failure.message).toMatch(message);
    expect(failure.fix).toContain('pip install uv==1.0');
  });

  test('because nothing listens is unavailable, and says so', async () => {
    process.env.UV_DEFAULT_INDEX = 'http://127.0.0.1:1/simple';
    const failure = await failureOf(get);
    expect(failure).toMatchObject({ code: 69, where: 'http://127.0.0.1:1/simple' });
    expect(failure.message).toMatch(/could not be downloaded: .*(ECONNREFUSED|bad port)/);
  });

  test('because the index does not answer in time is unavailable', async () => {
    await serve({ '/simple/uv/': () => undefined });
    const failure = await failureOf(() => get(SHA256, 0.2));
    expect(failure.code).toBe(69);
    expect(failure.message).toMatch(/timeout/);
  });
});
