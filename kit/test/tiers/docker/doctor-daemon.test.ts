import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { companyCertificates } from './company-network';
import { type ServiceNetwork, TLS, TestBed } from '../../doctor/service-network';
import { temporaryFolder } from '../../project/run';

jest.setTimeout(120_000);

const bed = new TestBed();
afterAll(() => bed.remove());

describe('with a daemon that answers', () => {
  let network: ServiceNetwork;
  let daemon: string;

  beforeAll(async () => {
    network = await bed.network(1400);
    daemon = await network.service({ certificates: 'certs' });
  });

  test('with the packet size of its network, all is right, and nothing is left behind', async () => {
    const { code, failures, checks } = await network.examine({ certificates: 'certs', wait: 60 });
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    expect(checks.find(({ id }) => id === 'mtu')).toMatchObject({ state: 'ok', what: 'containers use 1400, eth0 here has 1400' });
    for (const list of [['ps', '--all'], ['images']]) {
      expect(execFileSync('docker', ['exec', daemon, 'docker', '--host', 'unix:///var/run/docker.sock', ...list], { encoding: 'utf8' })).not.toContain('doctor');
    }
  });

  test('people read one line for each check, a paragraph for what was found, and the verdict', async () => {
    const { code, stdout, stderr } = await network.examine({ certificates: 'certs', args: ['--text'], env: { ...TLS, TMPDIR: '/tmp' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✔ docker client {5}Docker version \d/);
    expect(stdout).toMatch(/^! temporary mounts {2}The daemon does not see the folder for temporary files \(DIND31\)$/m);
    const paragraph = stdout.slice(stdout.indexOf('! DIND31'));
    expect(paragraph).toMatch(/^! DIND31 .*\n {2}seen \/tmp is not .*\n(.*\n)*? {2}why {2}A job shares /);
    expect(paragraph).toMatch(/\n {2}fix {2}Set TMPDIR: \$CI_PROJECT_DIR/);
    expect(stdout).toMatch(/\n✔ Docker can be used here, 2 warnings, \d+\.\d s\n$/);
  });

  test('and does not see the checkout, it is DIND32, a warning', async () => {
    const examined = await network.examine({ certificates: 'certs', checkout: '/elsewhere/app' });
    expect(examined).toMatchObject({ code: 0, failures: [], warnings: ['DIND22', 'DIND32'] });
  });

  test('and a job whose own disk is full, it is DIND30', async () => {
    const examined = await network.examine({ certificates: 'certs', env: { ...TLS, TMPDIR: '/full' }, options: ['--tmpfs', '/full:size=20m'] });
    expect(examined).toMatchObject({ code: 69, failures: ['DIND30'] });
  });

  describe('pulls from a registry', () => {
    const REFUSES = `(request, response) => response.writeHead(429, { "content-type": "application/json" })
      .end(JSON.stringify({ errors: [{ code: "TOOMANYREQUESTS", message: "You have reached your pull rate limit." }] }))`;
    const pull = (image: string) => network.examine({ certificates: 'certs', args: ['--pull', image] });

    beforeAll(async () => {
      const { key, certificate } = companyCertificates(temporaryFolder());
      await network.server('company.test', `require("node:https").createServer({ key: process.env.KEY, cert: process.env.CERT }, ${REFUSES}).listen(443)`, {
        KEY: readFileSync(key, 'utf8'), CERT: readFileSync(certificate, 'utf8'),
      });
      // The daemon takes a registry on its own address without TLS.
      await network.server('busy.test', `require("node:http").createServer(${REFUSES}).listen(5000)`, {}, daemon);
    });

    test.each([
      ['that has enough of it', '127.0.0.1:5000/any:1', 'DIND16'],
      ['whose certificate it does not trust', 'company.test/any:1', 'DIND19'],
      ['whose name it does not know', 'nowhere.invalid/any:1', 'DIND14'],
      ['that is not there', '127.0.0.1:1/any:1', 'DIND34'],
    ])('%s: %s is %s', async (_, image, code) => {
      expect(await pull(image)).toMatchObject({ code: 69, failures: [code] });
    });
  });
});

test('a daemon whose containers send larger packets than its network carries is DIND12', async () => {
  const network = await bed.network(1360);
  await network.service({ certificates: 'certs', args: [] });
  const { code, failures, checks } = await network.examine({ certificates: 'certs', wait: 60 });
  expect({ code, failures }).toEqual({ code: 69, failures: ['DIND12'] });
  expect(checks.find(({ id }) => id === 'mtu')?.what).toBe('containers use 1500, eth0 here has 1360');
});

test('a daemon whose disk is full is DIND29, and one that copies every layer DIND17', async () => {
  const network = await bed.network();
  await network.service({ certificates: 'certs', args: ['--data-root=/small', '--storage-driver=vfs'], options: ['--tmpfs', '/small:size=40m'] });
  expect(await network.examine({ certificates: 'certs', wait: 60 })).toMatchObject({ code: 69, failures: ['DIND29'], warnings: ['DIND22', 'DIND17'] });
});

describe("with the host's socket", () => {
  const SOCKET = ['--volume', '/var/run/docker.sock:/var/run/docker.sock'];
  let network: ServiceNetwork;
  beforeAll(async () => { network = await bed.network(); });

  test('the daemon does not see what the job sees: DIND32 and DIND31', async () => {
    const examined = await network.examine({ env: {}, options: SOCKET });
    expect(examined).toMatchObject({ code: 0, failures: [], warnings: ['DIND22', 'DIND32', 'DIND31'] });
  });

  test('and a user who may not use it, it is DIND27', async () => {
    const examined = await network.examine({ env: { TMPDIR: '/tmp' }, options: [...SOCKET, '--user', '65534'] });
    expect(examined).toMatchObject({ code: 69, failures: ['DIND27'] });
  });
});
