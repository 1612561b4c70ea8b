import { PackageServer } from './package-server';
import { Checkout } from '../../project/checkout';
import { wheel } from '../../project/wheels';

jest.setTimeout(60_000);

const MONEY = wheel('money');

/** A build that fails for the index, and the same again when the index is well. */
async function failsThenWorks(server: PackageServer, env: Record<string, string> = {}) {
  const checkout = Checkout.requiring(MONEY);
  const failed = await checkout.build({ UV_DEFAULT_INDEX: server.url, ...env });
  expect(checkout.contents()).toEqual({});
  expect(checkout.leftovers()).toEqual([]);
  server.fault = undefined;
  const next = await checkout.build({ UV_DEFAULT_INDEX: server.url });
  expect(next).toMatchObject({ code: 0 });
  return failed;
}

describe('an index', () => {
  test('that is down ends the build with 69 and its variable, and installs nothing', async () => {
    const server = await PackageServer.start([MONEY]);
    const failed = await failsThenWorks(server, { UV_DEFAULT_INDEX: 'http://127.0.0.1:1/simple' });
    expect(failed.code).toBe(69);
    expect(failed.stderr).toContain('the package index cannot be reached');
    expect(failed.stderr).toContain('UV_DEFAULT_INDEX');
  });

  test('that never answers ends the build with 69 when the time is up', async () => {
    const server = await PackageServer.start([MONEY]);
    server.fault = () => undefined;
    const failed = await failsThenWorks(server, { UV_HTTP_TIMEOUT: '2' });
    expect(failed.code).toBe(69);
    expect(failed.stderr).toContain('the package index cannot be reached');
  });

  test('that breaks off in the middle of a wheel ends the build with 69', async () => {
    const server = await PackageServer.start([MONEY]);
    server.fault = (request, response) => {
      if (request.url?.startsWith('/simple')) return response.writeHead(200, { 'content-type': 'text/html' }).end(`<a href="/files/${MONEY.file}#sha256=${MONEY.sha256}">${MONEY.file}</a>`);
      response.writeHead(200, { 'content-length': MONEY.content.length }).write(MONEY.content.subarray(0, 2000));
      return setTimeout(() => response.destroy(), 100);
    };
    const failed = await failsThenWorks(server);
    expect(failed.stderr).toContain('the package index cannot be reached');
    expect(failed.code).toBe(69);
  });

  test.each([500, 503])('that answers %i ends the build with 69', async (status) => {
    const server = await PackageServer.start([MONEY]);
    server.fault = (_, response) => response.writeHead(status).end('oops');
    const failed = await failsThenWorks(server);
    expect(failed.code).toBe(69);
    expect(failed.stderr).toMatch(/at .*orders/);
  });

  test.each(['html', 'octet-stream'])('that answers garbage of the type %s ends the build with 69 or 65, and one message', async (type) => {
    const server = await PackageServer.start([MONEY]);
    server.fault = (_, response) => response.writeHead(200, { 'content-type': type === 'html' ? 'text/html' : 'application/octet-stream' }).end('\x00\xff{"<garbage');
    const failed = await failsThenWorks(server);
    expect([65, 69]).toContain(failed.code);
    expect(failed.stderr.match(/✖ (?!orders)/g)).toHaveLength(1);
  });
});

describe('a wheel that is not what its hash says', () => {
  test('ends the build with 65, its name and a warning, and none of its files stays', async () => {
    const forged = wheel('money', { files: { 'money/__init__.py': 'import evil\n' } });
    const server = await PackageServer.start([forged]);
    const checkout = Checkout.requiring(MONEY);
    const failed = await checkout.build({ UV_DEFAULT_INDEX: server.url });
    expect(failed.code).toBe(65);
    expect(failed.stderr).toContain('money==1.0 is not what its hash says');
    expect(failed.stderr).toContain('do not trust the package index');
    expect(checkout.contents()).toEqual({});
    expect(checkout.leftovers()).toEqual([]);
    const honest = await PackageServer.start([MONEY]);
    expect(await checkout.build({ UV_DEFAULT_INDEX: honest.url })).toMatchObject({ code: 0 });
    const clean = Checkout.requiring(MONEY);
    await clean.build({ UV_DEFAULT_INDEX: honest.url });
    expect(checkout.contents()).toEqual(clean.contents());
  });
});
