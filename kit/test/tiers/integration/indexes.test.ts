import { bundleLocally, checkoutWith, readIfThere, textOf } from './bundling';
import { wheel } from '../../project/wheels';
import { failureOf, temporaryFolder } from '../../project/workspace';
import { PackageServer } from '../faults/package-server';

jest.setTimeout(120_000);

const FILE = 'lambda_src/orders/requirements.txt';
const moneyOf = (owner: string) => wheel('money', { files: { 'money/__init__.py': `OWNER = '${owner}'\n` } });

beforeEach(() => { process.env.UV_CACHE_DIR = temporaryFolder(); });

test('of two indexes that have a package, the first in the file counts', async () => {
  const servers = await Promise.all(['a', 'b'].map((owner) => PackageServer.start([moneyOf(owner)])));
  const ownerWith = async (urls: readonly string[]) => {
    const lines = [...urls.map((url) => `--extra-index-url ${url}`), 'money==1.0', ''];
    return textOf((await bundleLocally(checkoutWith({ [FILE]: lines.join('\n') })))[0], 'money/__init__.py');
  };
  const urls = servers.map(({ url }) => url);
  expect(await ownerWith(urls)).toBe("OWNER = 'a'\n");
  expect(await ownerWith([...urls].reverse())).toBe("OWNER = 'b'\n");
});

describe('an index that is named in the requirements', () => {
  test('is in their lock without its password, so that they can be released', async () => {
    const server = await PackageServer.start([moneyOf('us')]);
    const checkout = checkoutWith({ [FILE]: `--index-url ${server.urlWith('me:secret-of-mine@')}\nmoney\n` });
    const { code, stderr } = await checkout.run('lock');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('the credentials in requirements.in are not in the lock') });
    const lock = readIfThere(checkout.root, FILE)!;
    expect(lock).toContain(`\n--index-url ${server.url}\n`);
    expect(lock).not.toContain('secret-of-mine');
    await checkout.run('lock');
    expect(readIfThere(checkout.root, FILE)).toBe(lock);
    process.env.BUNDLING_PURPOSE = 'release';
    const [{ stored, plan }] = await bundleLocally(checkout);
    expect(stored.manifest.packages).toEqual(['money==1.0']);
    expect(plan.requirements.locked).toBe(true);
  });

  test('gets the password from the variable that stands for it, and nothing shows it', async () => {
    const server = await PackageServer.start([]);
    const seen: (string | undefined)[] = [];
    server.fault = ({ headers }, response) => {
      seen.push(headers.authorization);
      response.writeHead(403).end();
    };
    const checkout = checkoutWith({ [FILE]: `--index-url ${server.urlWith('me:${INDEX_PW}@')}\nmoney\n` });
    expect(await failureOf(() => bundleLocally(checkout))).toMatchObject({ code: 78, where: FILE, message: expect.stringContaining('INDEX_PW') });
    process.env.INDEX_PW = 'secret-of-mine';
    const failure = await failureOf(() => bundleLocally(checkout));
    expect(failure.code).toBe(77);
    expect(JSON.stringify(failure)).not.toContain('secret-of-mine');
    expect(seen).toContain(`Basic ${Buffer.from('me:secret-of-mine').toString('base64')}`);
  });
});

describe('a file by its address', () => {
  test('can be released once it is locked, with its hash beside it', async () => {
    const money = moneyOf('us');
    const server = await PackageServer.start([money]);
    const checkout = checkoutWith({ [FILE]: `money @ ${new URL(`/files/${money.file}`, server.url).href}\n` });
    process.env.BUNDLING_PURPOSE = 'release';
    expect((await failureOf(() => bundleLocally(checkout))).message).toContain('is not locked');
    expect(await checkout.run('lock')).toMatchObject({ code: 0 });
    expect(readIfThere(checkout.root, FILE)).toContain(`--hash=sha256:${money.sha256}`);
    expect((await bundleLocally(checkout))[0].stored.manifest.packages).toEqual(['money==1.0']);
  });

  test.each(['#sha256=', ' --hash=sha256:'])('is refused if it is not what its hash says: %s', async (before) => {
    const money = moneyOf('us');
    const server = await PackageServer.start([money]);
    const checkout = checkoutWith({ [FILE]: `money @ ${new URL(`/files/${money.file}`, server.url).href}${before}${'a'.repeat(64)}\n` });
    process.env.BUNDLING_PURPOSE = 'release';
    expect(await failureOf(() => bundleLocally(checkout))).toMatchObject({ code: 65, message: expect.stringContaining('is not what its hash says') });
  });
});
