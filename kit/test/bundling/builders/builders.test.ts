import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Installation } from '../../../src/bundling/builders/builder';
import { DockerBuilder } from '../../../src/bundling/builders/docker-builder';
import { LocalBuilder } from '../../../src/bundling/builders/local-builder';
import { knownPlan } from '../../../src/bundling/plan';
import type { BuildMode } from '../../../src/config/policy';
import type { Workspace } from '../../../src/config/workspace';
import { UV_VERSION } from '../../../src/toolchain/uv-release';
import { failureOf, fakeProgram, functionSettings, temporaryFolder, workspaceWith, write } from '../../project/workspace';

const SECRET = 'a-secret-of-mine';
const REQUIREMENTS = '--index-url https://me:${INDEX_PW}@a.test\n--trusted-host *.test\nsix==1.17.0\n';
const silent = () => undefined;

function installationIn(workspace: Workspace, mode: BuildMode): Installation {
  const [plan] = knownPlan(workspace, functionSettings('orders'), mode, 'develop')!.dependencies;
  return { plan, functions: ['orders'], input: write(temporaryFolder(), { 'registry.txt': REQUIREMENTS }), directory: temporaryFolder() };
}

const checkout = () => workspaceWith({ orders: { 'requirements.txt': REQUIREMENTS } });

describe('the builder on this host', () => {
  /** A stand-in for uv that keeps the environment it was run with. */
  function fakeUv(): () => Record<string, string> {
    const uv = fakeProgram('uv', `#!${process.execPath}
if (process.argv[2] === '--version') console.log('uv ${UV_VERSION}');
else if (process.argv[3] === 'install') require('fs').writeFileSync(__dirname + '/env.json', JSON.stringify(process.env));`);
    process.env.PATH = [uv, fakeProgram('python3.13', '#!/bin/sh\necho 3.13\n')].map(dirname).join(':');
    return () => JSON.parse(readFileSync(join(dirname(uv), 'env.json'), 'utf8')) as Record<string, string>;
  }

  test('has no compiler: what one makes here does not run in Lambda', async () => {
    process.env.INDEX_PW = SECRET;
    const env = fakeUv();
    const workspace = checkout();
    await new LocalBuilder(workspace).install([installationIn(workspace, 'local')], silent);
    expect(env()).toMatchObject({ CC: 'false', CXX: 'false', FC: 'false', CARGO: 'false', RUSTC: 'false', UV_LINK_MODE: 'copy', INDEX_PW: SECRET });
  });

  test('ends with 78 and the name of a variable that is not set, before anything is installed', async () => {
    fakeUv();
    const workspace = checkout();
    const failure = await failureOf(() => new LocalBuilder(workspace).install([installationIn(workspace, 'local')], silent));
    expect(failure).toMatchObject({ code: 78, where: 'lambda_src/orders/requirements.txt', message: expect.stringContaining('INDEX_PW') });
  });
});

describe('the builder in a container', () => {
  /** A stand-in for an engine that keeps its commands, and what is copied in. */
  function fakeDocker() {
    const program = fakeProgram('docker', `#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/log"
case "$1 $3" in
"version "*) echo 27.5.1;;
"create "*) env | grep ^INDEX_PW > "$here/passed";;
"cp "*:/asset-input) cp -R "$2" "$here/input";;
esac
exit 0
`);
    process.env.CDK_DOCKER = program;
    const read = (name: string) => readFileSync(join(dirname(program), name), 'utf8');
    return { read, has: (name: string) => existsSync(join(dirname(program), name)) };
  }

  async function install() {
    const workspace = checkout();
    write(workspace.root, { [`.toolchain/uv-${UV_VERSION}-linux-x64/uv`]: 'a uv' });
    const installation = installationIn(workspace, 'docker');
    await new DockerBuilder(workspace).install([installation], silent);
    return installation.plan.key;
  }

  test("takes in this machine's certificates, and has uv use them", async () => {
    process.env.INDEX_PW = SECRET;
    process.env.SSL_CERT_FILE = join(write(temporaryFolder(), { 'ca.pem': "a company's own" }), 'ca.pem');
    const { read } = fakeDocker();
    await install();
    expect(read('input/certificates.pem')).toBe("a company's own");
    expect(read('input/install.sh')).toContain('export SSL_CERT_FILE=/asset-input/certificates.pem');
    expect(read('input/install.sh')).toContain('UV_LINK_MODE=copy');
  });

  test('gets the variables that the requirements name by their name, and not in a command or a file', async () => {
    process.env.INDEX_PW = SECRET;
    const { read } = fakeDocker();
    const key = await install();
    expect(read('log')).toContain('--env INDEX_PW ');
    expect(read('passed')).toBe(`INDEX_PW=${SECRET}\n`);
    expect([read('log'), read('input/install.sh'), read(`input/${key}/registry.txt`)].join()).not.toContain(SECRET);
  });

  test('quotes what its shell would read as something else', async () => {
    process.env.INDEX_PW = SECRET;
    const { read } = fakeDocker();
    await install();
    expect(read('input/install.sh')).toContain("--allow-insecure-host '*.test' -r registry.txt");
  });

  test('is not made when a variable is not set', async () => {
    const { has } = fakeDocker();
    expect(await failureOf(install)).toMatchObject({ code: 78, message: expect.stringContaining('INDEX_PW') });
    expect(has('log')).toBe(false); // the engine was asked for nothing
  });
});
