import { type Examined, type JobOptions, type ServiceNetwork, TLS, TestBed } from '../../doctor/service-network';

jest.setTimeout(120_000);

const GRACE_SECONDS = 30;
const PASSWORD = 'hunter2-of-the-proxy';

const bed = new TestBed();
afterAll(() => bed.remove());

function expectFailure(examined: Examined, code: string, exitCode = 69, wait = 20): void {
  expect({ failures: examined.failures, code: examined.code }).toEqual({ failures: [code], code: exitCode });
  expect(examined.seconds).toBeLessThan(wait + GRACE_SECONDS);
}

describe('with a daemon over TLS', () => {
  let network: ServiceNetwork;

  beforeAll(async () => {
    network = await bed.network();
    // The daemon's least version as that of Docker 29, whichever this is.
    await network.service({ aliases: ['docker', 'dind'], certificates: 'certs', env: { DOCKER_TLS_CERTDIR: '/certs', DOCKER_MIN_API_VERSION: '1.44' } });
  });

  test('that is still starting, the doctor waits, and then all is right', async () => {
    const { code, failures, warnings, checks } = await network.examine({ certificates: 'certs', wait: 60 });
    expect({ code, failures, warnings }).toEqual({ code: 0, failures: [], warnings: ['DIND22'] }); // the client was copied without its plugins
    expect(checks.find(({ id }) => id === 'certificates')?.what).toMatch(/^TLSv1\.[23], for docker, localhost/);
  });

  test.each<[string, string, JobOptions]>([
    ['no docker client', 'DIND23', { client: false, certificates: 'certs' }],
    ['no variable that says where it is', 'DIND01', { env: {}, certificates: 'certs' }],
    ['the plain port', 'DIND02', { env: { ...TLS, DOCKER_HOST: 'tcp://docker:2375' }, certificates: 'certs' }],
    ['a wrong port', 'DIND02', { env: { ...TLS, DOCKER_HOST: 'tcp://docker:2377' }, certificates: 'certs' }],
    ['no DOCKER_TLS_VERIFY', 'DIND03', { env: { ...TLS, DOCKER_TLS_VERIFY: '' }, certificates: 'certs' }],
    ['no volume for the certificates', 'DIND04', {}],
    ['another name than docker', 'DIND08', { env: { ...TLS, DOCKER_HOST: 'tcp://dind:2376' }, certificates: 'certs' }],
    ['a client that speaks API 1.41', 'DIND11', { env: { ...TLS, DOCKER_API_VERSION: '1.41' }, certificates: 'certs' }],
    ['a proxy', 'DIND15', { env: { ...TLS, HTTPS_PROXY: `http://user:${PASSWORD}@127.0.0.1:9` }, certificates: 'certs' }],
    ['no DOCKER_CERT_PATH', 'DIND25', { env: { ...TLS, DOCKER_CERT_PATH: '' }, certificates: 'certs' }],
  ])('and %s, it is %s', async (_, code, options) => {
    const examined = await network.examine(options);
    expectFailure(examined, code);
    expect(examined.stdout + examined.stderr).not.toContain(PASSWORD);
  });

  test("and certificates without the client's own, it is DIND25", async () => {
    await network.prepare('cp /certs/ca.pem /half/', ['certs', 'half']);
    expectFailure(await network.examine({ certificates: 'half' }), 'DIND25');
  });

  test('and certificates that the daemon of another job wrote into the same volume, it is DIND07', async () => {
    await network.prepare('cp /certs/*.pem /crowded/', ['certs', 'crowded']);
    await network.service({ aliases: ['neighbour'], certificates: 'crowded' });
    await network.prepare('until [ -s /crowded/key.pem ] && ! cmp -s /certs/cert.pem /crowded/cert.pem; do sleep 0.2; done; sleep 1', ['certs', 'crowded']);
    expectFailure(await network.examine({ certificates: 'crowded' }), 'DIND07');
  });
});

describe('with a service that is no daemon over TLS', () => {
  const PLAIN = { DOCKER_HOST: 'tcp://docker:2375' };
  const WAITS = 'setTimeout(() => undefined, 600_000)';
  let examined: Record<'dead' | 'unnamed' | 'plain' | 'plainOverTls' | 'silent' | 'hung', Promise<Examined>>;

  // They are mostly waiting, so they wait at the same time.
  beforeAll(async () => {
    const [dead, unnamed, plain, silent, hung] = await Promise.all(Array.from({ length: 5 }, () => bed.network()));
    await Promise.all([
      dead.service({ certificates: 'certs', privileged: false }),
      unnamed.server('registry-docker', WAITS),
      plain.service({ env: { DOCKER_TLS_CERTDIR: '' } }),
      silent.server('docker', WAITS),
      hung.server('docker', 'require("node:net").createServer(() => undefined).listen(2375)'),
    ]);
    examined = {
      dead: dead.examine({ certificates: 'certs', wait: 60 }),
      unnamed: unnamed.examine(),
      plain: plain.examine({ env: PLAIN, wait: 60 }),
      plainOverTls: plain.examine({ wait: 60 }),
      silent: silent.examine({ wait: 3 }),
      hung: hung.examine({ env: PLAIN, wait: 3 }),
    };
  });
  afterAll(() => Promise.allSettled(Object.values(examined)));

  test('because the runner is not privileged, it is DIND05, with all causes', async () => {
    expectFailure(await examined.dead, 'DIND05', 69, 60);
    expect((await examined.dead).stdout).toMatch(/no such service at all.*another name.*has died/);
  });

  test('because its name is another, it is DIND05', async () => expectFailure(await examined.unnamed, 'DIND05'));

  test('but nothing that listens, it is DIND06, and worth another try', async () => expectFailure(await examined.silent, 'DIND06', 75, 3));

  test('but something that never answers, it is DIND24, and worth another try', async () => expectFailure(await examined.hung, 'DIND24', 75, 3));

  test('because TLS is off, it is DIND26 over TLS', async () => expectFailure(await examined.plainOverTls, 'DIND26', 69, 60));

  test('because TLS is off, all is right without TLS, however slowly it starts', async () => {
    expect(await examined.plain).toMatchObject({ code: 0, failures: [] });
  });
});
