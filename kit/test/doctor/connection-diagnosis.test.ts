import { diagnoseConnection } from '../../src/doctor/connection-diagnosis';
import type { Observation } from '../../src/doctor/connection-probe';
import { endpointOf } from '../../src/doctor/endpoint';

const TLS = { DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: '/certs', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client' };

function diagnose(observation: Partial<Observation> & Pick<Observation, 'step'>, env: Record<string, string> = TLS) {
  return diagnoseConnection({ text: 'its words', ...observation }, endpointOf(env, '/home/me'), env);
}

describe('over TLS', () => {
  test.each<[string, string, Partial<Observation> & Pick<Observation, 'step'>]>([
    ['DIND05', 'moment', { step: 'name', error: 'ENOTFOUND' }],
    ['DIND05', 'moment', { step: 'name', error: 'EAI_AGAIN' }],
    ['DIND06', 'deadline', { step: 'port', error: 'ECONNREFUSED' }],
    ['DIND06', 'deadline', { step: 'port', error: 'EHOSTUNREACH' }],
    ['DIND24', 'deadline', { step: 'port', error: 'TIMEOUT' }],
    ['DIND26', 'none', { step: 'port', error: 'ECONNREFUSED', otherPort: 2375 }],
    ['DIND04', 'moment', { step: 'certificates', error: 'ENOENT', text: "ENOENT: no such file or directory, open '/certs/client/ca.pem'" }],
    ['DIND25', 'moment', { step: 'certificates', error: 'EACCES', text: "EACCES: permission denied, open '/certs/client/key.pem'" }],
    ['DIND25', 'moment', { step: 'certificates', error: 'ERR_OSSL_PEM_NO_START_LINE' }],
    ['DIND07', 'moment', { step: 'handshake', error: 'CERT_SIGNATURE_FAILURE' }],
    ['DIND07', 'moment', { step: 'handshake', error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
    ['DIND07', 'moment', { step: 'handshake', error: 'SELF_SIGNED_CERT_IN_CHAIN' }],
    ['DIND07', 'moment', { step: 'handshake', error: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' }],
    ['DIND08', 'none', { step: 'handshake', error: 'ERR_TLS_CERT_ALTNAME_INVALID', names: 'docker, localhost' }],
    ['DIND33', 'none', { step: 'handshake', error: 'CERT_HAS_EXPIRED' }],
    ['DIND25', 'moment', { step: 'handshake', error: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }],
    ['DIND26', 'none', { step: 'handshake', error: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
    ['DIND24', 'deadline', { step: 'handshake', error: 'TIMEOUT' }],
    ['DIND24', 'deadline', { step: 'handshake', error: 'ECONNRESET' }],
    ['DIND24', 'deadline', { step: 'answer', error: 'TIMEOUT' }],
  ])('it is %s, worth %s, with %p', (code, patience, observation) => expect(diagnose(observation)).toMatchObject({ code, patience }));

  test('a name that is not in the certificate is told with those that are', () => {
    expect(diagnose({ step: 'handshake', error: 'ERR_TLS_CERT_ALTNAME_INVALID', names: 'docker, localhost' }).what)
      .toBe('tcp://docker:2376: the certificate is valid for docker, localhost');
  });

  test('without DOCKER_CERT_PATH, missing certificates are half a setting', () => {
    const { DOCKER_CERT_PATH: _, ...env } = TLS;
    expect(diagnose({ step: 'certificates', error: 'ENOENT', text: "open '/home/me/.docker/ca.pem'" }, env).code).toBe('DIND25');
  });
});

describe('without TLS', () => {
  test.each<[string, string, Partial<Observation> & Pick<Observation, 'step'>, Record<string, string>]>([
    ['DIND03', 'none', { step: 'answer', error: 'HTTP', text: 'HTTP 400: Client sent an HTTP request to an HTTPS server.' }, { DOCKER_HOST: 'tcp://docker:2376' }],
    ['DIND02', 'none', { step: 'port', error: 'ECONNREFUSED', otherPort: 2376 }, { DOCKER_HOST: 'tcp://docker:2375' }],
    ['DIND02', 'none', { step: 'port', error: 'ECONNREFUSED', otherPort: 2375 }, { DOCKER_HOST: 'tcp://docker:2377' }],
    ['DIND02', 'deadline', { step: 'port', error: 'ECONNREFUSED' }, { DOCKER_HOST: 'tcp://docker:2375', DOCKER_TLS_CERTDIR: '/certs' }],
    ['DIND06', 'deadline', { step: 'port', error: 'ECONNREFUSED' }, { DOCKER_HOST: 'tcp://docker:2375', DOCKER_TLS_CERTDIR: '' }],
    ['DIND24', 'deadline', { step: 'answer', error: 'HTTP', text: 'HTTP 404: nothing here' }, { DOCKER_HOST: 'tcp://docker:2375' }],
  ])('it is %s, worth %s, with %p and %p', (code, patience, observation, env) => expect(diagnose(observation, env)).toMatchObject({ code, patience }));
});

describe('with a socket', () => {
  const CHOSEN = { DOCKER_HOST: 'unix:///runner/docker.sock' };
  test.each([
    ['DIND01', 'none', 'ENOENT', {}],
    ['DIND06', 'deadline', 'ENOENT', CHOSEN],
    ['DIND06', 'deadline', 'ECONNREFUSED', CHOSEN],
    ['DIND27', 'none', 'EACCES', CHOSEN],
    ['DIND24', 'deadline', 'TIMEOUT', CHOSEN],
  ])('it is %s, worth %s, with %s and %p', (code, patience, error, env) => {
    expect(diagnose({ step: 'answer', error }, env as Record<string, string>)).toMatchObject({ code, patience });
  });
});
