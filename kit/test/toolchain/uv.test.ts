import { existsSync, readdirSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fetchUv, findUv, uvEnvironment } from '../../src/toolchain/uv';
import { UV_VERSION, UV_WHEELS } from '../../src/toolchain/uv-release';
import { failureOf, fakeProgram, temporaryFolder, write } from '../project/workspace';

const HERE = `${process.platform}-${process.arch}`;
/** A tools folder that already holds a uv for this machine. */
const fetched = () => write(temporaryFolder(), { [`uv-${UV_VERSION}-${HERE}/uv`]: '' });

describe('the uv that is used', () => {
  const uvOnPath = (answer: string) => { process.env.PATH = dirname(fakeProgram('uv', `#!/bin/sh\n${answer}\n`)); };

  test('is the one on the PATH if it is the pinned version', async () => {
    uvOnPath(`echo "uv ${UV_VERSION} (x86_64-unknown-linux-gnu)"`);
    expect(await findUv(temporaryFolder())).toBe('uv');
  });

  test.each([['of another version', 'echo "uv 0.1.0"'], ['that only begins alike', `echo "uv ${UV_VERSION}0"`], ['that does not run', 'exit 1'], ['that says nothing', 'exit 0']])(
    "is the project's own if there is one on the PATH %s", async (_, answer) => {
      uvOnPath(answer);
      const tools = fetched();
      expect(await findUv(tools)).toBe(join(tools, `uv-${UV_VERSION}-${HERE}`, 'uv'));
    });

  test("is the project's own if there is none on the PATH", async () => {
    process.env.PATH = temporaryFolder();
    const tools = fetched();
    expect(await findUv(tools)).toBe(join(tools, `uv-${UV_VERSION}-${HERE}`, 'uv'));
  });
});

describe('a uv that cannot be had', () => {
  let index: Server;

  beforeEach(async () => {
    index = createServer(({ url }, response) => {
      const links = Object.values(UV_WHEELS).map(({ file }) => `<a href="/files/${file}">${file}</a>`);
      response.end(url === '/simple/uv/' ? links.join('\n') : 'not the wheel that was pinned');
    });
    await new Promise<void>((listening) => index.listen(0, '127.0.0.1', listening));
    process.env.UV_DEFAULT_INDEX = `http://127.0.0.1:${(index.address() as AddressInfo).port}/simple`;
  });

  afterEach(() => {
    index.closeAllConnections();
    index.close();
  });

  test('for a platform that is not pinned is told with what to do', async () => {
    const tools = temporaryFolder();
    const failure = await failureOf(() => fetchUv(tools, 'sunos-sparc'));
    expect(failure).toMatchObject({ code: 69, message: 'uv is not pinned for sunos-sparc' });
    expect(failure.fix).toContain('on Windows, in WSL');
    expect(readdirSync(tools)).toEqual([]);
  });

  test.each(Object.keys(UV_WHEELS))('because its hash is not the pinned one is refused, and nothing of it is kept: %s', async (platform) => {
    const tools = join(temporaryFolder(), 'tools');
    const failure = await failureOf(() => fetchUv(tools, platform));
    expect(failure.code).toBe(65);
    expect(failure.message).toContain(`not ${UV_WHEELS[platform].sha256}`);
    expect(existsSync(tools)).toBe(false);
  });
});

test('every platform has a wheel of the pinned version, each with a hash of its own', () => {
  expect(Object.keys(UV_WHEELS).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
  for (const { file, sha256 } of Object.values(UV_WHEELS)) {
    expect(file).toMatch(new RegExp(`^uv-${UV_VERSION.replaceAll('.', '\\.')}-py3-none-\\S+\\.whl$`));
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(new Set(Object.values(UV_WHEELS).map(({ sha256 }) => sha256)).size).toBe(4);
});

describe('the environment of uv', () => {
  test('reads no configuration of the machine, and fetches no Python by itself', () => {
    expect(uvEnvironment()).toMatchObject({ UV_NO_CONFIG: '1', UV_PYTHON_DOWNLOADS: 'never', UV_NO_INSTALLER_METADATA: '1' });
  });

  test('has its files copied, so that what happens to a bundle does not happen to its cache', () => {
    expect(uvEnvironment().UV_LINK_MODE).toBe('copy');
  });

  test('has the index and the certificates of this machine', () => {
    const certificates = join(write(temporaryFolder(), { 'ca.pem': '' }), 'ca.pem');
    Object.assign(process.env, { UV_DEFAULT_INDEX: 'https://index.example.test/simple', CURL_CA_BUNDLE: certificates });
    expect(uvEnvironment()).toMatchObject({ UV_DEFAULT_INDEX: 'https://index.example.test/simple', SSL_CERT_FILE: certificates });
  });
});
