import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bundleLocally, filesWith, textOf, useUvOfThisCheckout } from './bundling';
import type { Bundle } from '../../../src/bundling/bundle';
import type { BundleContents } from '../../../src/config/settings';
import { run } from '../../../src/kernel/subprocess';
import { findInterpreter } from '../../../src/toolchain/interpreter';
import { failureOf, temporaryFolder, workspaceWith } from '../../project/workspace';

jest.setTimeout(120_000);

/** Console scripts, extensions, metadata that is looked up, and a package of each from its source only. */
const REQUIREMENTS = 'charset-normalizer==3.4.4\nmarkupsafe==3.0.3\nidna==3.7\n';
const checkout = (requirements = REQUIREMENTS) => workspaceWith({ orders: { 'requirements.txt': requirements, 'run.sh': '#!/bin/sh\n' } });
const contents = (changes: Partial<BundleContents>) => ({ contents: { slim: false, bytecode: false, omitRuntimePackages: false, ...changes } });
const pathsOf = ({ stored }: Bundle) => Object.keys(stored.manifest.files);

/** What the bundle of a Python program prints, run with the bundle and nothing else, and without site: so no `.pth` helps. */
async function python({ stored }: Bundle, program: string): Promise<string> {
  const executable = await findInterpreter('3.13', await useUvOfThisCheckout());
  const { code, stdout, output } = await run(executable!, ['-I', '-S', '-B', '-c', `import sys; sys.path.insert(0, sys.argv[1])\n${program}`, stored.directory], { deadlineSeconds: 30 });
  if (code !== 0) throw new Error(output);
  return stdout.trim();
}

describe('two checkouts', () => {
  test('end with the same bytes and file modes, whatever the time zone, the umask and the cache are', async () => {
    const made = async (umask: number, TZ: string): Promise<Bundle> => {
      const before = process.umask(umask);
      try {
        Object.assign(process.env, { TZ, UV_CACHE_DIR: temporaryFolder() });
        return (await bundleLocally(checkout()))[0];
      } finally {
        process.umask(before);
      }
    };
    const [here, there] = [await made(0o022, 'UTC'), await made(0o077, 'Asia/Kathmandu')];
    expect(there.stored.manifest.artifact).toEqual(here.stored.manifest.artifact);
    expect(there.stored.manifest).toEqual(here.stored.manifest);
    const modes = (bundle: Bundle) => pathsOf(bundle).map((path) => `${path} ${(statSync(join(bundle.stored.directory, path)).mode % 0o1000).toString(8)}`);
    expect(modes(there)).toEqual(modes(here));
    expect(new Set(modes(here).map((line) => line.slice(-3)))).toEqual(new Set(['644', '755']));
  });

  test('keep no path of this machine, and a package that has console scripts still names them', async () => {
    const workspace = checkout();
    const [bundle] = await bundleLocally(workspace);
    expect([...filesWith(bundle, workspace.root), ...filesWith(bundle, `#!${homedir()}`), ...filesWith(bundle, 'bin/normalizer,')]).toEqual([]);
    expect(pathsOf(bundle).filter((path) => path.startsWith('bin/'))).toEqual([]);
    expect(await python(bundle, 'from importlib.metadata import entry_points; print([e.value for e in entry_points(name="normalizer")])')).toBe("['charset_normalizer.cli:cli_detect']");
  });
});

describe('opt-in', () => {
  test('slimming takes stubs away, and a package can still be imported and asked for its version', async () => {
    const [[whole], [slim]] = [await bundleLocally(checkout()), await bundleLocally(checkout(), contents({ slim: true }))];
    const gone = pathsOf(whole).filter((path) => !pathsOf(slim).includes(path));
    expect(gone).toContain('markupsafe/_speedups.pyi');
    expect(gone.filter((path) => path.includes('.dist-info/'))).toEqual([]);
    expect(await python(slim, 'import markupsafe; from importlib.metadata import version, files; print(version("markupsafe"), all(f.locate().exists() for f in files("markupsafe")))'))
      .toBe('3.0.3 True');
  });

  test("bytecode is the target's only, the same in two checkouts, and used without a look at the sources", async () => {
    const changes = contents({ bytecode: true });
    const [[one], [two]] = [await bundleLocally(checkout(), changes), await bundleLocally(checkout(), changes)];
    const bytecode = (bundle: Bundle) => pathsOf(bundle).filter((path) => path.endsWith('.pyc'));
    expect(bytecode(one)).toContain('idna/__pycache__/core.cpython-313.pyc');
    expect(bytecode(one).filter((path) => !path.includes('.cpython-313.'))).toEqual([]);
    expect(two.stored.manifest.files).toEqual(one.stored.manifest.files);
    expect(filesWith(one, '/tmp/')).toEqual([]);
    const compiled = readFileSync(join(one.stored.directory, 'idna/__pycache__/core.cpython-313.pyc'));
    expect(compiled.readUInt32LE(4)).toBe(1); // PEP 552: by the hash of the source, and never compared with it
    expect(compiled.includes('/var/task/idna/core.py')).toBe(true); // what a traceback shows
    expect(await python(one, 'import idna; print(idna.core.__cached__ == sys.argv[1] + "/idna/__pycache__/core.cpython-313.pyc")')).toBe('True');
  });
});

test('packages that have no wheel are built from their source, and are the same each time', async () => {
  const requirements = 'docopt==0.6.2\nantlr4-python3-runtime==4.9.3\n';
  const [[one], [two]] = [await bundleLocally(checkout(requirements)), await bundleLocally(checkout(requirements))];
  expect(one.stored.manifest.packages).toEqual(['antlr4-python3-runtime==4.9.3', 'docopt==0.6.2']);
  expect(await python(one, 'import docopt, antlr4; print(docopt.__version__, antlr4.InputStream("ok").size)')).toBe('0.6.2 2');
  expect(two.stored.manifest).toEqual(one.stored.manifest);
});

describe('without a network', () => {
  test('a bundle is made again from what was fetched before, and is the same', async () => {
    const workspace = checkout();
    process.env.UV_CACHE_DIR = temporaryFolder();
    const [first] = await bundleLocally(workspace);
    rmSync(join(workspace.root, '.bundle-cache'), { recursive: true });
    process.env.UV_OFFLINE = '1';
    const [again] = await bundleLocally(workspace);
    expect(again.reused).toBe(false);
    expect(again.stored.manifest).toEqual(first.stored.manifest);
    expect(textOf(again, 'handler.py')).toContain('def handler');
  });

  test('a package that was never fetched fails at once, with the network as the cause', async () => {
    Object.assign(process.env, { UV_CACHE_DIR: temporaryFolder(), UV_OFFLINE: '1' });
    const workspace = checkout();
    const failure = await failureOf(() => bundleLocally(workspace));
    expect(failure.where).toBe('orders (lambda_src/orders/requirements.txt)');
    expect(failure.output).toContain('the network was disabled');
    expect(readdirSync(join(workspace.root, '.bundle-cache'))).toEqual([]);
  });
});
