import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../../../src/bundling/bundle';
import type { FunctionSettings } from '../../../src/config/settings';
import { selectFunctions, thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { ExitCode } from '../../../src/kernel/failure';
import { run } from '../../../src/kernel/subprocess';
import { readNativeFile } from '../../../src/python/elf';
import { findInterpreter } from '../../../src/toolchain/interpreter';
import { findUv, uvEnvironment } from '../../../src/toolchain/uv';
import { SilentProgress } from '../../project/silent-progress';
import { failureOf, workspaceWith } from '../../project/workspace';

jest.setTimeout(300_000);

/** With it, the test that fetches 417 MB runs too. */
const long = (title: string, body: () => Promise<void>) => { if (process.env.LONG_TESTS === '1') test(title, body); };

let uv: string;

beforeEach(async () => {
  process.env.BUNDLING_MODE = 'local';
  // The checkout's uv serves these workspaces too, so that each does not fetch its own.
  uv = await findUv(toolsDirectory(thisWorkspace()));
  if (uv !== 'uv') process.env.PATH = `${join(uv, '..')}:${process.env.PATH}`;
});

/** A bundle of requirements that are locked for every platform. */
async function bundle(requirements: string, changes: Partial<FunctionSettings> = {}) {
  const workspace = workspaceWith({ orders: { 'requirements.in': requirements } });
  const entry = join(workspace.root, 'lambda_src/orders');
  const compile = ['pip', 'compile', '--quiet', '--universal', '--generate-hashes', '--python-version', '3.11', '-o', 'requirements.txt', 'requirements.in'];
  const locked = await run(uv, compile, { cwd: entry, env: uvEnvironment(), deadlineSeconds: 120 });
  if (locked.code !== 0) throw new Error(locked.output);
  const [{ stored }] = await bundleAll(workspace, selectFunctions(workspace).map((fn) => ({ ...fn, ...changes })), new SilentProgress());
  return { ...stored, names: stored.manifest.packages.map((pin) => pin.split('==')[0]) };
}

test.each([
  ['3.13', 'arm64', '2.34'], ['3.11', 'x86_64', '2.26'], ['3.11', 'arm64', '2.26'],
] as const)('cryptography for Python %s on %s', async (pythonVersion, architecture, glibc) => {
  const { directory } = await bundle('cryptography', { pythonVersion, architecture });
  const native = readNativeFile(join(directory, 'cryptography/hazmat/bindings/_rust.abi3.so'))!;
  expect(native.machine).toBe(architecture);
  expect(Number(native.glibc!.split('.')[1])).toBeLessThanOrEqual(Number(glibc.split('.')[1]));
});

test('pydantic[email] brings what the extra asks for', async () => {
  const { names } = await bundle('pydantic[email]');
  expect(names).toEqual(expect.arrayContaining(['pydantic', 'email-validator', 'dnspython']));
});

test('psycopg2-binary keeps its libraries', async () => {
  const { directory } = await bundle('psycopg2-binary');
  expect(readdirSync(join(directory, 'psycopg2_binary.libs')).length).toBeGreaterThan(5);
});

test('markers are decided for the target, and not for this machine', async () => {
  const { names } = await bundle([
    "sniffio; platform_machine == 'aarch64'", "tomli; python_version < '3.11'", "exceptiongroup; python_version >= '3.13'", "colorama; sys_platform == 'win32'",
    "iniconfig; platform_machine == 'x86_64'", '',
  ].join('\n'), { pythonVersion: '3.13', architecture: 'arm64' });
  expect(names).toEqual(['exceptiongroup', 'sniffio']);
});

test('namespace packages are accepted, and can be imported where no .pth file is read', async () => {
  const { directory } = await bundle('google-cloud-storage\nzope.interface\nruamel.yaml\n', { pythonVersion: '3.13' });
  expect(existsSync(join(directory, 'google'))).toBe(true);
  const program = 'import sys; sys.path.insert(0, sys.argv[1]); import google.cloud.storage, zope.interface, ruamel.yaml';
  const python = await findInterpreter('3.13', uv);
  expect(() => execFileSync(python!, ['-S', '-B', '-c', program, directory])).not.toThrow();
});

long('417 MB are refused, and the largest packages are named', async () => {
  const failure = await failureOf(() => bundle('numpy\npandas\npyarrow\nscikit-learn\n'));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: 'orders' });
  expect(failure.message).toMatch(/bytes unzipped, and Lambda takes 262144000; the largest parts: pyarrow \S+ \d+\.\d MB, /);
  for (const name of ['numpy', 'pandas', 'scikit-learn', 'scipy']) expect(failure.message).toContain(name);
});
