import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFiles } from './bundling';
import type { Manifest } from '../../../src/bundling/store/manifest';
import type { Policy } from '../../../src/config/policy';
import { UV_VERSION } from '../../../src/toolchain/uv-release';
import { filesBelow } from '../../project/checkout';
import { Checkout } from '../../project/command-checkout';
import { KIT } from '../../project/places';
import { wheel } from '../../project/wheels';
import { functionSettings, temporaryFolder } from '../../project/workspace';
import { PackageServer } from '../faults/package-server';

jest.setTimeout(240_000);

const POLICY: Policy = { unit: 'local', develop: 'local', verify: 'local', release: 'local' };
const HANDLER = 'import money\n\ndef handler(event, context):\n    return money.name\n';
const MONEY = wheel('money');
const EVIL = "name = 'evil'\n";
/** What a job of a pipeline hands to the next one. */
const DOTENV = 'test-reports/bundles.env';

/** A release of one function with a package, and what an attacker with a cache can write to. */
class Release {
  static async start(requirements: Readonly<Record<string, string>> = { 'lambda_src/orders/requirements.txt': `${MONEY.requirement}\n` }): Promise<Release> {
    return new Release(await PackageServer.start([MONEY]), new Checkout([functionSettings('orders', { policy: POLICY })], { 'lambda_src/orders/handler.py': HANDLER, ...requirements }));
  }

  readonly cache = temporaryFolder();
  private readonly store: string;

  private constructor(private readonly server: PackageServer, private readonly checkout: Checkout) {
    this.store = join(checkout.root, '.bundle-cache');
  }

  get root(): string {
    return this.checkout.root;
  }

  async bundle(args: readonly string[] = ['--release']): Promise<{ files: Record<string, string>; reused: boolean; proof?: string }> {
    const { code, stdout, stderr } = await this.checkout.run('bundle', [...args, '--json'], this.environment());
    if (code !== 0) throw new Error(stderr);
    const { bundles: [{ directory, reused }], proof } = JSON.parse(stdout) as { bundles: { directory: string; reused: boolean }[]; proof?: string };
    return { files: Object.fromEntries(filesBelow(directory).map((path) => [path, readFileSync(join(directory, path), 'utf8')])), reused, proof };
  }

  environment(): Record<string, string> {
    return {
      UV_DEFAULT_INDEX: this.server.url, UV_CACHE_DIR: this.cache, UV_HTTP_RETRIES: '0',
      PATH: `${join(KIT, '.toolchain', `uv-${UV_VERSION}-linux-${process.arch}`)}:${process.env.PATH}`,
    };
  }

  /** Replaces a file of a tree, and makes the tree's manifest fit. */
  poison(path: string, content: string): void {
    for (const tree of readdirSync(this.store).filter((name) => name.startsWith('local-'))) {
      const [file, manifest] = [join(this.store, tree, 'files', path), join(this.store, tree, 'manifest.json')];
      const described = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
      if (!(path in described.files)) continue;
      rmSync(file); // a file of a dependency set is the same one in every bundle
      writeFileSync(file, content);
      const entry = { ...described.files[path], sha256: createHash('sha256').update(content).digest('hex'), size: content.length };
      writeFileSync(manifest, `${JSON.stringify({ ...described, files: { ...described.files, [path]: entry } }, undefined, 1)}\n`);
    }
  }

  /** Replaces every file of this name below a folder. */
  poisonBelow(folder: string, name: string, content: string): number {
    const paths = filesBelow(folder).filter((path) => path.endsWith(name));
    for (const path of paths) writeFileSync(join(folder, path), content);
    return paths.length;
  }
}

test('a handler that was edited in the store with its manifest is not released', async () => {
  const release = await Release.start();
  await release.bundle();
  release.poison('handler.py', EVIL);
  const { files, reused } = await release.bundle();
  expect(files['handler.py']).toBe(HANDLER);
  expect(reused).toBe(false);
});

test('nor is a package of a dependency set that was edited with its manifest, whether its bundle is still there or not', async () => {
  const release = await Release.start();
  await release.bundle();
  release.poison('money/__init__.py', EVIL);
  expect((await release.bundle()).files['money/__init__.py']).toBe("name = 'money'\n");
  release.poison('money/__init__.py', EVIL);
  for (const tree of readdirSync(join(release.root, '.bundle-cache')).filter((name) => name.startsWith('local-'))) {
    const { inputs } = JSON.parse(readFileSync(join(release.root, '.bundle-cache', tree, 'manifest.json'), 'utf8')) as Manifest;
    if (inputs) rmSync(join(release.root, '.bundle-cache', tree), { recursive: true });
  }
  expect((await release.bundle()).files['money/__init__.py']).toBe("name = 'money'\n");
});

test('nor is what a laptop made for every day, or somebody put there before', async () => {
  const release = await Release.start();
  await release.bundle([]);
  release.poison('handler.py', EVIL);
  expect((await release.bundle()).files['handler.py']).toBe(HANDLER);
});

test('nor is a package that was edited where uv unpacked it in its cache', async () => {
  const release = await Release.start();
  await release.bundle([]); // fills the cache
  expect(release.poisonBelow(release.cache, 'money/__init__.py', EVIL)).toBeGreaterThan(0);
  rmSync(join(release.root, '.bundle-cache'), { recursive: true });
  expect((await release.bundle([])).files['money/__init__.py']).toBe(EVIL); // so the attack works where it is not looked for
  expect((await release.bundle()).files['money/__init__.py']).toBe("name = 'money'\n");
});

test('nor are other requirements than the lock says, put in the place of its export', async () => {
  const release = await Release.start({
    ...packageFiles('lambda_src/orders', 'orders', ''),
    'lambda_src/orders/pyproject.toml': '[project]\nname = "orders"\nversion = "0"\nrequires-python = ">=3.13"\ndependencies = []\n',
    'lambda_src/orders/uv.lock': 'version = 1\nrevision = 3\nrequires-python = ">=3.13"\n\n[[package]]\nname = "orders"\nversion = "0"\nsource = { virtual = "." }\n',
  });
  expect(Object.keys((await release.bundle()).files)).not.toContain('money/__init__.py');
  expect(release.poisonBelow(join(release.root, '.bundle-cache/exports'), '.txt', `${MONEY.requirement}\n`)).toBe(1);
  expect(Object.keys((await release.bundle([])).files)).toContain('money/__init__.py');
  expect(Object.keys((await release.bundle()).files)).not.toContain('money/__init__.py');
});

test('the proof of the bundles goes into the variables for the next job', async () => {
  const release = await Release.start();
  const { proof } = await release.bundle(['--release', '--dotenv', DOTENV, '--variable', 'BUNDLES_PROOF_2']);
  expect(readFileSync(join(release.root, DOTENV), 'utf8')).toBe(`BUNDLES_PROOF_2=${proof}\n`);
  expect(proof).toMatch(/^[0-9a-f]{64}$/);
  expect((await release.bundle()).proof).toBe(proof); // the same bundles have the same one
});
