import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { PackageServer } from './package-server';
import { Checkout, lock } from '../../project/checkout';
import { wheel } from '../../project/wheels';
import { write } from '../../project/workspace';

jest.setTimeout(60_000);

const MONEY = wheel('money');
const LARGE = wheel('large', { files: { 'large/__init__.py': '', 'large/data.bin': Buffer.alloc(1_500_000, 7) } });
const mounted: string[] = [];

/** Mounts need root, which a CI job in a container has, and the right to mount, which it may not have. */
function mount(place: string, ...args: string[]): string {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', [...args, place]);
  mounted.push(place);
  return place;
}

// Before the folders themselves are taken away.
function unmountAll(): void {
  for (const place of mounted.splice(0).reverse()) execFileSync('umount', ['--lazy', place]);
}

describe('a full disk', () => {
  test.each([
    ['while packages are installed', 'size=1m', { 'requirements.txt': lock([LARGE]) }],
    ['while the function is copied', 'size=1m', { 'data.txt': 'x'.repeat(1_500_000) }],
    ['from the start', 'size=4k,nr_inodes=2', { 'requirements.txt': lock([MONEY]) }],
  ])('%s ends the build with 74, and with room the next run is right', async (_, options, files) => {
    const server = await PackageServer.start([MONEY, LARGE]);
    const env = { UV_DEFAULT_INDEX: server.url };
    const checkout = Checkout.with({ orders: files });
    try {
      mount(checkout.store, '-t', 'tmpfs', '-o', options, 'tmpfs');
      const full = await checkout.build(env);
      expect(full.stderr).toContain('the disk is full');
      expect(full.stderr).toMatch(/fix .*free some/);
      expect(full.code).toBe(74);
      expect(checkout.leftovers()).toEqual([]);
      execFileSync('mount', ['-o', 'remount,size=64m,nr_inodes=10000', checkout.store]);
      expect(await checkout.build(env)).toMatchObject({ code: 0 });
      expect(checkout.leftovers()).toEqual([]);
      const clean = Checkout.with({ orders: files });
      expect(await clean.build(env)).toMatchObject({ code: 0 });
      expect(checkout.contents()).toEqual(clean.contents());
    } finally {
      unmountAll();
    }
  });
});

describe('a checkout that can only be read', () => {
  test('ends the build with 73 and the path, and leaves nothing; made writable, the next run is right', async () => {
    const server = await PackageServer.start([MONEY]);
    const checkout = Checkout.requiring(MONEY);
    try {
      mount(checkout.root, '--bind', checkout.root);
      mount(`${checkout.root}/tmp`, '-t', 'tmpfs', 'tmpfs');
      execFileSync('mount', ['-o', 'remount,bind,ro', checkout.root]);
      const refused = await checkout.build({ UV_DEFAULT_INDEX: server.url });
      expect(refused.code).toBe(73);
      expect(refused.stderr).toContain(checkout.store);
      expect(refused.stderr).toContain('writable');
      expect(checkout.leftovers()).toEqual([]);
    } finally {
      unmountAll();
    }
    expect(await checkout.build({ UV_DEFAULT_INDEX: server.url })).toMatchObject({ code: 0 });
    expect(checkout.leftovers()).toEqual([]);
  });

  test('still serves the bundles that it has', async () => {
    const server = await PackageServer.start([MONEY]);
    const checkout = Checkout.requiring(MONEY);
    const env = { UV_DEFAULT_INDEX: server.url };
    expect(await checkout.build(env)).toMatchObject({ code: 0 });
    try {
      mount(checkout.root, '--bind', checkout.root);
      mount(`${checkout.root}/tmp`, '-t', 'tmpfs', 'tmpfs');
      execFileSync('mount', ['-o', 'remount,bind,ro', checkout.root]);
      const { code, stdout } = await checkout.build(env);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).bundles).toMatchObject([{ function: 'orders', reused: true }]);
    } finally {
      unmountAll();
    }
  });

  test('and whose store is damaged ends with 73', async () => {
    const server = await PackageServer.start([MONEY]);
    const checkout = Checkout.requiring(MONEY);
    const env = { UV_DEFAULT_INDEX: server.url };
    const [{ directory }] = JSON.parse((await checkout.build(env)).stdout).bundles as { directory: string }[];
    write(directory, { 'money/__init__.py': 'import evil\n' });
    try {
      mount(checkout.root, '--bind', checkout.root);
      mount(`${checkout.root}/tmp`, '-t', 'tmpfs', 'tmpfs');
      execFileSync('mount', ['-o', 'remount,bind,ro', checkout.root]);
      const { code, stderr } = await checkout.build(env);
      expect(code).toBe(73);
      expect(stderr).toMatch(/the bundle local-\w+ is damaged, and the store cannot be repaired: EROFS/);
      expect(stderr).toContain(checkout.store);
    } finally {
      unmountAll();
    }
    rmSync(directory, { recursive: true });
    expect(await checkout.build(env)).toMatchObject({ code: 0 });
  });
});
