import { endpointOf } from '../../src/doctor/endpoint';

const HOME = '/home/me';
const of = (env: Record<string, string>, context?: string) => endpointOf(env, HOME, context);

test('a service over TLS', () => {
  expect(of({ DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client' })).toEqual({
    kind: 'tcp', host: 'docker', port: 2376, address: 'tcp://docker:2376', tls: { folder: '/certs/client', chosen: true, verify: true },
  });
});

test.each([
  ['tcp://docker:2375', { host: 'docker', port: 2375 }],
  ['tcp://docker', { host: 'docker', port: 2375 }],
  ['docker:2375', { host: 'docker', port: 2375 }],
  ['tcp://[::1]:2375', { host: '::1', port: 2375 }],
])('%s is without TLS', (address, expected) => expect(of({ DOCKER_HOST: address })).toEqual({ kind: 'tcp', tls: undefined, address, ...expected }));

test.each([
  ['any value of DOCKER_TLS_VERIFY means TLS, even 0', { DOCKER_TLS_VERIFY: '0' }, { folder: '/home/me/.docker', chosen: false, verify: true }],
  ['an empty one does not', { DOCKER_TLS_VERIFY: '', DOCKER_CERT_PATH: '/certs' }, undefined],
  ['DOCKER_TLS alone does not verify', { DOCKER_TLS: '1', DOCKER_CONFIG: '/config' }, { folder: '/config', chosen: false, verify: false }],
])('%s', (_, env, tls) => expect(of({ DOCKER_HOST: 'tcp://docker', ...env })).toMatchObject({ tls, port: tls ? 2376 : 2375 }));

test.each([
  [{}, undefined, '/var/run/docker.sock', false],
  [{ DOCKER_HOST: '' }, 'unix:///var/run/docker.sock', '/var/run/docker.sock', false],
  [{}, 'unix:///home/me/.colima/docker.sock', '/home/me/.colima/docker.sock', true],
  [{ DOCKER_HOST: 'unix:///runner/docker.sock' }, 'unix:///home/me/.colima/docker.sock', '/runner/docker.sock', true],
])('with %p and the context %p it is the socket %s', (env, context, path, chosen) => {
  expect(of(env as Record<string, string>, context)).toMatchObject({ kind: 'socket', path, chosen });
});

test.each([
  [{ DOCKER_HOST: 'ssh://me@build.test' }, undefined],
  [{ DOCKER_HOST: 'npipe:////./pipe/docker_engine' }, undefined],
  [{ DOCKER_HOST: 'tcp://docker:port' }, undefined],
  [{}, 'tcp://far.test:2376'],
])('%p with the context %p is left to the client', (env, context) => expect(of(env as Record<string, string>, context).kind).toBe('foreign'));
