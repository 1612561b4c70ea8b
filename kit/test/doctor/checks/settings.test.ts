import { settings } from '../../../src/doctor/checks/settings';
import { examination } from '../examination';

test.each([
  [{}, 'unix:///var/run/docker.sock'],
  [{ DOCKER_HOST: 'ssh://build.test' }, 'DOCKER_HOST=ssh://build.test'],
  [{ DOCKER_HOST: 'tcp://docker:2375' }, 'DOCKER_HOST=tcp://docker:2375, without TLS'],
  [{ DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client' }, 'DOCKER_HOST=tcp://docker:2376, TLS with /certs/client'],
  [{ DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS: '1' }, 'DOCKER_HOST=tcp://docker:2376, TLS with /home/me/.docker, not verified'],
])('%p is told', async (env, what) => {
  expect(await settings.run(examination({ env: env as Record<string, string> }))).toEqual([{ id: 'settings', state: 'ok', what }]);
});

test('a proxy for the daemon is DIND15, a warning', async () => {
  const env = { DOCKER_HOST: 'tcp://docker:2375', HTTP_PROXY: 'http://proxy.test' };
  expect(await settings.run(examination({ env }))).toMatchObject([{ state: 'warning', code: 'DIND15' }]);
  expect(await settings.run(examination({ env: { ...env, NO_PROXY: 'docker:2375' } }))).toMatchObject([{ state: 'ok' }]);
});
