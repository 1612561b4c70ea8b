import { diagnoseClient, diagnosePull } from '../../src/doctor/client-diagnosis';

describe('what the client prints is', () => {
  test.each([
    ['DIND01', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'],
    ['DIND02', 'Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?'],
    ['DIND03', 'Error response from daemon: Client sent an HTTP request to an HTTPS server.'],
    ['DIND04', 'Failed to initialize: unable to resolve docker endpoint: open /certs/client/ca.pem: no such file or directory'],
    ['DIND05', 'error during connect: Get "https://docker:2376/v1.24/info": dial tcp: lookup docker on 10.0.0.2:53: no such host'],
    ['DIND06', 'error during connect: Get "https://docker:2376/v1.41/version": dial tcp 172.18.0.2:2376: connect: connection refused'],
    ['DIND06', 'Cannot connect to the Docker daemon at tcp://docker:2376. Is the docker daemon running?'],
    ['DIND07', 'error during connect: Get "https://docker:2376/v1.24/info": tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['DIND08', 'error during connect: Get "https://dind:2376/_ping": x509: certificate is valid for docker, localhost, 4f1c8b2f4a0e, not dind'],
    ['DIND11', 'Error response from daemon: client version 1.40 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version'],
    ['DIND11', 'Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.45'],
    ['DIND18', 'Error response from daemon: cgroups: cgroup mountpoint does not exist: unknown'],
    ['DIND23', 'spawnSync docker ENOENT'],
    ['DIND24', 'docker version did not end within the limit'],
    ['DIND25', 'error during connect: Get "https://docker:2376/v1.41/version": remote error: tls: certificate required'],
    ['DIND25', 'unable to resolve docker endpoint: open /certs/client/key.pem: permission denied'],
    ['DIND26', 'error during connect: Get "https://docker:2375/v1.41/version": http: server gave HTTP response to HTTPS client'],
    ['DIND27', 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock": dial'],
    ['DIND29', 'Error response from daemon: write /layer.tar: no space left on device'],
    ['DIND33', 'x509: certificate has expired or is not yet valid: current time 2026-11-23T12:00:00Z is after 2025-01-01T00:00:00Z'],
    ['DIND28', 'Error response from daemon: something that nobody has seen before'],
  ])('%s: %s', (code, output) => expect(diagnoseClient(output)).toBe(code));
});

describe('what a pull prints is', () => {
  test.each([
    ['DIND14', 'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host'],
    ['DIND14', 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: i/o timeout'],
    ['DIND16', 'Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating.'],
    ['DIND19', 'Error response from daemon: Get "https://registry.test/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['DIND29', 'failed to register layer: write /usr/lib/libpython.so: no space left on device'],
    ['DIND34', 'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout'],
    ['DIND34', 'Error response from daemon: Get "https://registry.test/v2/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'],
    ['DIND34', 'docker pull did not end within the limit'],
    ['DIND35', 'Error response from daemon: manifest for alpine:99 not found: manifest unknown: manifest unknown'],
    ['DIND35', "Error response from daemon: pull access denied for nobody/nothing, repository does not exist or may require 'docker login'"],
    ['DIND28', 'Error response from daemon: something that nobody has seen before'],
  ])('%s: %s', (code, output) => expect(diagnosePull(output)).toBe(code));
});
