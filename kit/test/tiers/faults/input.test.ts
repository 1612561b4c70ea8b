import { symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PackageServer } from './package-server';
import { Checkout, lock } from '../../project/checkout';
import { elf } from '../../project/native-file';
import { type Wheel, wheel } from '../../project/wheels';
import { write } from '../../project/workspace';

jest.setTimeout(60_000);

describe('a link in a function', () => {
  const links: Record<string, string> = {
    'to a file outside': '/etc/hostname',
    'to a folder outside': '../../..',
    'to its own folder, which is a loop': '.',
    'to the folder above': '..',
    'to itself': 'link',
    'that leads nowhere': 'nowhere',
  };

  test.each(Object.keys(links))('%s ends the build with 65, its name and its function', async (kind) => {
    const checkout = Checkout.with({ orders: {}, bills: {} });
    const link = join(checkout.root, 'lambda_src/orders/link');
    symlinkSync(links[kind], link);
    const refused = await checkout.build();
    expect(refused.code).toBe(65);
    expect(refused.stderr).toMatch(/link is a link (that leads |to a folder that it is in)/);
    expect(refused.stderr).toMatch(/at .*orders/);
    expect(Object.keys(checkout.contents()).filter((path) => path.endsWith('/users/orders'))).toEqual([]); // the others are bundled
    expect(checkout.leftovers()).toEqual([]);
  });

  test('in two steps that lead in a circle ends the build with 65; without them the next run is right', async () => {
    const checkout = Checkout.with({ orders: {} });
    symlinkSync('b', join(checkout.root, 'lambda_src/orders/a'));
    symlinkSync('a', join(checkout.root, 'lambda_src/orders/b'));
    expect(await checkout.build()).toMatchObject({ code: 65 });
    for (const link of ['a', 'b']) unlinkSync(join(checkout.root, 'lambda_src/orders', link));
    expect(await checkout.build()).toMatchObject({ code: 0 });
  });
});

/** A package whose wheel says that it fits everywhere, and has this extension module. */
function lyingWheel(file: string, content: Buffer, tag = 'py3-none-any'): Wheel {
  return wheel('native', { tag, files: { 'native/__init__.py': '', [file]: content } });
}

describe('an extension module in a wheel', () => {
  const refused: Record<string, [Wheel, RegExp]> = {
    'for another processor': [lyingWheel('native/fast.so', elf(183)), /native\/fast\.so .*(arm64|aarch64)/],
    'for another processor, of the right name': [lyingWheel('native/fast.cpython-313-x86_64-linux-gnu.so', elf(183)), /fast\.cpython-313.*(arm64|aarch64)/],
    'for another Python': [lyingWheel('native/fast.cpython-312-x86_64-linux-gnu.so', elf(62)), /fast\.cpython-312.*3\.1[23]/],
    'for another platform, by its name': [lyingWheel('native/fast.cpython-313-darwin.so', elf(62)), /fast\.cpython-313-darwin\.so/],
    'for a newer C library': [lyingWheel('native/fast.abi3.so', elf(62, ['GLIBC_2.99'])), /fast\.abi3\.so .*2\.99/],
  };

  test.each(Object.keys(refused))('%s ends the build with 65 and its name, and nothing of it is stored', async (kind) => {
    const [bad, message] = refused[kind];
    const checkout = Checkout.requiring(bad);
    const server = await PackageServer.start([bad]);
    const { code, stderr } = await checkout.build({ UV_DEFAULT_INDEX: server.url });
    expect(stderr).toMatch(message);
    expect(code).toBe(65);
    expect(checkout.contents()).toEqual({});
    expect(checkout.leftovers()).toEqual([]);
    const good = lyingWheel('native/fast.cpython-313-x86_64-linux-gnu.so', elf(62));
    const mended = await PackageServer.start([good]);
    write(checkout.root, { 'lambda_src/orders/requirements.txt': lock([good]) });
    expect(await checkout.build({ UV_DEFAULT_INDEX: mended.url })).toMatchObject({ code: 0 });
  });
});
