import { readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { HOST, type Server, startIndex, startProxy } from './company-network';
import { bundleAll } from '../../../src/bundling/bundle';
import { selectFunctions, thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { findAnyInterpreter } from '../../../src/toolchain/interpreter';
import { findUv } from '../../../src/toolchain/uv';
import { SilentProgress } from '../../project/silent-progress';
import { failureOf, temporaryFolder, workspaceWith } from '../../project/workspace';

jest.setTimeout(180_000);

const PASSWORD = 'hunter2-rotated';
const FILES = { 'requirements.txt': 'inhouse==1.0', 'handler.py': 'import inhouse\ndef handler(e, c): return inhouse.ANSWER\n' };

/** With the checkout's uv: this index has none. */
function companyWorkspace() {
  const workspace = workspaceWith({ orders: FILES });
  symlinkSync(toolsDirectory(thisWorkspace()), toolsDirectory(workspace));
  return workspace;
}

let index: Server;
let proxy: Server;
let folder: string;

beforeEach(async () => {
  const uv = await findUv(toolsDirectory(thisWorkspace()));
  if (uv !== 'uv') process.env.PATH = `${join(uv, '..')}:${process.env.PATH}`;
  folder = temporaryFolder();
  index = await startIndex(folder, `robot:${PASSWORD}`, (await findAnyInterpreter('3.13', uv))!);
  proxy = await startProxy();
  Object.assign(process.env, {
    UV_DEFAULT_INDEX: `https://robot:${PASSWORD}@${HOST}:${index.port}/simple`,
    SSL_CERT_FILE: join(folder, 'ca.pem'),
    UV_CACHE_DIR: temporaryFolder(),
    HTTPS_PROXY: `http://${HOST}:${proxy.port}`,
    NO_PROXY: '',
  });
});

afterEach(() => {
  index.close();
  proxy.close();
});

describe.each(['local', 'docker'])('in the mode %s', (mode) => {
  beforeEach(() => { process.env.BUNDLING_MODE = mode; });

  test("a package comes from a private index, through the proxy, trusted by the company's certificate", async () => {
    const workspace = companyWorkspace();
    const [{ stored, plan }] = await bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
    expect(stored.manifest.packages).toEqual(['inhouse==1.0']);
    expect(index.requests).toContain('/simple/inhouse/');
    expect(proxy.requests).toContain(`${HOST}:${index.port}`);
    expect(JSON.stringify([plan, stored.manifest])).not.toContain(PASSWORD);
    for (const path of Object.keys(stored.manifest.files)) {
      expect(readFileSync(join(stored.directory, path), 'latin1')).not.toContain(PASSWORD);
    }
  });

  test('a wrong password is told as such, and no password is printed', async () => {
    process.env.UV_DEFAULT_INDEX = process.env.UV_DEFAULT_INDEX!.replace(PASSWORD, 'not-the-password');
    const workspace = companyWorkspace();
    const failure = await failureOf(() => bundleAll(workspace, selectFunctions(workspace), new SilentProgress()));
    expect(failure).toMatchObject({ code: 77, message: 'the package index refuses the credentials' });
    expect(JSON.stringify([failure.message, failure.where, failure.fix, failure.output])).not.toContain('not-the-password');
    expect(readdirSync(join(workspace.root, '.bundle-cache')).filter((name) => !name.endsWith('.lock'))).toEqual([]);
  });
});

test('an index whose certificate nobody trusts is not reached', async () => {
  process.env.BUNDLING_MODE = 'local';
  delete process.env.SSL_CERT_FILE;
  const workspace = companyWorkspace();
  const failure = await failureOf(() => bundleAll(workspace, selectFunctions(workspace), new SilentProgress()));
  expect(failure).toMatchObject({ code: 69, message: 'the package index cannot be reached', fix: expect.stringContaining('SSL_CERT_FILE') });
});
