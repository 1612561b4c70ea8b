import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFiles } from './bundling';
import type { Manifest } from '../../../src/bundling/store/manifest';
import type { Policy } from '../../../src/config/policy';
import { UV_VERSION } from '../../../src/toolchain/uv-release';
import { filesBelow } from '../../project/checkout';
import { Checkout } from '../../project/command-checkout';
import { FORGED_APP } from '../../project/forged-app';
import { KIT } from '../../project/places';
import { type Finished, runNode } from '../../project/run';
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

/** A CDK app of one stack, for the assembly. */
const APP = `import { App, Stack } from 'aws-cdk-lib';
import { PythonFunction, stageOf } from 'python-lambda-kit/constructs';
const app = new App();
new PythonFunction(new Stack(app, stageOf(app).prefix), 'Orders', { source: 'orders' });
app.synth();
`;
const STAGES = [{ name: 'development', production: false, modes: ['local'] as const }];

/** A release of one function with a package, and what an attacker with a cache can write to. */
class Release {
  static async start(requirements: Readonly<Record<string, string>> = { 'lambda_src/orders/requirements.txt': `${MONEY.requirement}\n` }): Promise<Release> {
    return new Release(await PackageServer.start([MONEY]), new Checkout([functionSettings('orders', { policy: POLICY })], {
      'lambda_src/orders/handler.py': HANDLER, 'cdk.json': '{"app":"node --conditions=@python-lambda/source --import tsx app.ts"}', 'app.ts': APP, ...requirements,
    }, { stages: STAGES }));
  }

  readonly cache = temporaryFolder();
  private readonly store: string;

  private constructor(readonly server: PackageServer, private readonly checkout: Checkout) {
    this.store = join(checkout.root, '.bundle-cache');
  }

  get root(): string {
    return this.checkout.root;
  }

  async bundle(args: readonly string[] = ['--release']): Promise<{ files: Record<string, string>; reused: boolean; proof?: string }> {
    const { code, stdout, stderr } = await this.checkout.run('bundle', [...args, '--json'], this.environment());
    if (code !== 0) throw new Error(stderr);
    const { bundles: [{ directory, reused }], proof } = JSON.parse(stdout) as { bundles: { directory: string; reused: boolean }[]; proof?: string };
    return { files: Object.fromEntries((existsSync(directory) ? filesBelow(directory) : []).map((path) => [path, readFileSync(join(directory, path), 'utf8')])), reused, proof };
  }

  /** @param proof - none makes the bundles anew */
  assemble(proof?: string): Promise<Finished> {
    return this.checkout.run('assemble', ['development', ...(proof === undefined ? [] : ['--bundles', proof])], this.environment());
  }

  async refusal(proof: string): Promise<string> {
    const { code, stderr } = await this.assemble(proof);
    return code === 65 ? stderr : `ended with ${code}`;
  }

  async synthByHand(): Promise<number> {
    const args = [require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', 'cdk.out/development', '--context', 'stage=development'];
    return (await runNode(args, { ...this.environment(), BUNDLING_PURPOSE: 'release', CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' }, this.root)).code;
  }

  stored(): string[] {
    return filesBelow(this.store);
  }

  /** A file of what the assembly has. */
  deployed(path: string): string {
    const [zip] = filesBelow(join(this.root, 'cdk.out/development')).filter((name) => /asset\.[0-9a-f]{64}\.zip$/.test(name));
    return execFileSync('unzip', ['-p', join(this.root, 'cdk.out/development', zip), path], { encoding: 'utf8' });
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
    'lambda_src/orders/handler.py': 'def handler(event, context):\n    return 1\n',
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

describe('an assembly of handed on bundles', () => {
  const HAND_ON = ['--release', '--hand-on'];

  test('needs of each its zip and what is said of it, and nothing else of the store', async () => {
    const release = await Release.start();
    const { proof } = await release.bundle(HAND_ON);
    const [tree, ...others] = release.stored().filter((path) => !/users/.test(path));
    expect([tree, ...others].map((path) => path.replace(/[0-9a-f]{64}/, '#'))).toEqual([
      'local-#/artifact.zip', 'local-#/checked.json', 'local-#/manifest.json', 'proofs/#.json',
    ]);
    const { code, stdout, stderr } = await release.assemble(proof!);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/digest [0-9a-f]{64}/);
    expect(release.server.fetched).toEqual([MONEY.file]); // nothing was made a second time
  });

  test('refuses one that was edited on the way, with its manifest or without, and one with another proof', async () => {
    const release = await Release.start();
    const { proof } = await release.bundle(HAND_ON);
    const [path] = release.stored().filter((name) => name.endsWith('artifact.zip'));
    const [zip, manifest] = [join(release.root, '.bundle-cache', path), join(release.root, '.bundle-cache', path, '../manifest.json')];
    const [content, described] = [readFileSync(zip), readFileSync(manifest, 'utf8')];
    const evil = Buffer.from(content.map((byte, i) => (i === 100 ? byte ^ 1 : byte))); // eslint-disable-line no-bitwise
    chmodSync(zip, 0o644);

    writeFileSync(manifest, described.replace('"money==1.0"', '"money==1.1"'));
    expect(await release.refusal(proof!)).toContain('is not what the job bundle of this pipeline made');

    const { sha256 } = (JSON.parse(described) as Manifest).artifact;
    writeFileSync(manifest, described.replace(sha256, createHash('sha256').update(evil).digest('hex')));
    writeFileSync(zip, evil);
    expect(await release.refusal(proof!)).toContain('is not what the job bundle of this pipeline made');

    const proofs = join(release.root, '.bundle-cache/proofs', `${proof}.json`);
    const named = readFileSync(proofs, 'utf8');
    writeFileSync(proofs, named.replace(createHash('sha256').update(described).digest('hex'), createHash('sha256').update(readFileSync(manifest)).digest('hex')));
    expect(await release.refusal(proof!)).toContain(`the store has no proof ${proof}`);

    writeFileSync(proofs, named);
    writeFileSync(manifest, described);
    expect(await release.refusal('0'.repeat(64))).toContain('the store has no proof 000');
    expect(await release.refusal(proof!)).toContain('is not there, or is damaged');
  });

  test('says what is missing when the variable is empty', async () => {
    const { code, stderr } = await (await Release.start()).assemble('');
    expect(code).toBe(78);
    expect(stderr).toContain('hand over what the job bundle left in BUNDLES_PROOF');
  });
});

test('a zip that somebody made is not assembled, whatever is recorded of it', async () => {
  const release = await Release.start({ 'lambda_src/orders/requirements.txt': `${MONEY.requirement}\n`, 'app.ts': FORGED_APP });
  const { code, stderr } = await release.assemble();
  expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringMatching(/the code of this assembly is not what was bundled: \S+ \(orders\)/) });
});

describe('without a proof', () => {
  test('an assembly makes its bundles anew, whatever is in the store', async () => {
    const release = await Release.start();
    await release.bundle([]);
    release.poison('handler.py', EVIL);
    const { code, stderr } = await release.assemble();
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(release.deployed('handler.py')).toBe(HANDLER);
  });

  test('so does a synth by hand', async () => {
    const release = await Release.start();
    await release.bundle([]);
    release.poison('handler.py', EVIL);
    expect(await release.synthByHand()).toBe(0);
    expect(release.deployed('handler.py')).toBe(HANDLER);
  });
});
