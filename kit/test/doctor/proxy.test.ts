import type { TcpEndpoint } from '../../src/doctor/endpoint';
import { proxyFor } from '../../src/doctor/proxy';

const PROXY = 'http://proxy.test:3128';
const tls = { folder: '/certs', chosen: true, verify: true };
const DOCKER: TcpEndpoint = { kind: 'tcp', host: 'docker', port: 2376, tls };

test.each([
  ['HTTPS_PROXY', DOCKER], ['https_proxy', DOCKER], ['HTTP_PROXY', { ...DOCKER, tls: undefined }], ['http_proxy', { ...DOCKER, tls: undefined }],
])('%s counts', (name, endpoint) => expect(proxyFor(endpoint as TcpEndpoint, { [name]: PROXY })).toBe(PROXY));

test.each([['HTTP_PROXY', DOCKER], ['HTTPS_PROXY', { ...DOCKER, tls: undefined }]])('%s is for the other kind', (name, endpoint) => {
  expect(proxyFor(endpoint as TcpEndpoint, { [name]: PROXY })).toBeUndefined();
});

test.each([
  ['docker', 'docker'], ['docker:2376', 'docker'], ['a.test, docker', 'docker'], ['DOCKER', 'docker'], ['*', 'docker'],
  ['.corp.test', 'docker.corp.test'], ['corp.test', 'docker.corp.test'], ['10.0.0.0/8', '10.1.2.3'], ['10.1.2.3', '10.1.2.3'], ['fd00::/8', 'fd00::1'],
])('NO_PROXY=%s excepts %s', (NO_PROXY, host) => expect(proxyFor({ ...DOCKER, host }, { HTTPS_PROXY: PROXY, NO_PROXY })).toBeUndefined());

test.each([
  ['', 'docker'], ['docker:2375', 'docker'], ['dock', 'docker'], ['ocker', 'docker'], ['.docker', 'docker'], ['10.0.0.0/8', '192.168.1.1'], ['10.0.0.0', '10.1.2.3'],
])('NO_PROXY=%s does not except %s', (NO_PROXY, host) => expect(proxyFor({ ...DOCKER, host }, { HTTPS_PROXY: PROXY, NO_PROXY })).toBe(PROXY));

test('this machine itself is never asked for by way of a proxy', () => {
  for (const host of ['localhost', '127.0.0.1', '::1']) expect(proxyFor({ ...DOCKER, host }, { HTTPS_PROXY: PROXY })).toBeUndefined();
});
