import { buildx, client, isDocker, judgeVersions, versions } from '../../../src/doctor/checks/client';
import { fakeProgram } from '../../project/workspace';
import { examination, fakeDocker } from '../examination';

const VERSIONS = { Client: { Version: '28.2.2', ApiVersion: '1.45' }, Server: { Version: '26.1.5', ApiVersion: '1.45', MinAPIVersion: '1.24' } };
const TCP = { DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_VERIFY: '1' };

describe('the client', () => {
  test('is told with its version', async () => {
    fakeDocker({ '--version': 'Docker version 28.2.2, build e6534b4' });
    expect(await client.run(examination())).toEqual([{ id: 'client', state: 'ok', what: 'Docker version 28.2.2, build e6534b4' }]);
  });

  test('that is not there is DIND23', async () => {
    process.env.CDK_DOCKER = 'surely-no-docker';
    expect(await client.run(examination())).toMatchObject([{ state: 'failed', code: 'DIND23', what: 'there is no surely-no-docker on the PATH' }]);
  });

  test('that is not there, and nor are the certificates, is DIND04: the runner shares no folder with the daemon', async () => {
    process.env.CDK_DOCKER = 'surely-no-docker';
    const env = { ...TCP, DOCKER_CERT_PATH: '/surely/no/certificates' };
    expect(await client.run(examination({ env }))).toMatchObject([{ state: 'failed', code: 'DIND04', what: expect.stringContaining('no ca.pem in /surely/no/certificates') }]);
  });

  test('that does not run is told with its own words', async () => {
    fakeDocker({ '--version': '!cannot execute binary file' });
    expect(await client.run(examination())).toMatchObject([{ state: 'failed', code: 'DIND28', what: expect.stringMatching(/: cannot execute binary file$/) }]);
  });

  test('without buildx is DIND22, a warning', async () => {
    fakeDocker({ buildx: "!docker: 'buildx' is not a docker command.\nSee 'docker --help'" });
    expect(await buildx.run(examination())).toMatchObject([{ state: 'warning', code: 'DIND22', what: "docker: 'buildx' is not a docker command." }]);
  });

  test('of another kind is not asked for buildx', async () => {
    process.env.CDK_DOCKER = 'podman';
    expect(await buildx.run(examination())).toMatchObject([{ state: 'skipped' }]);
  });

  test.each([['docker', true], ['/opt/docker-28/docker', true], ['docker.exe', true], ['podman', false], ['/opt/docker/finch', false]])('%s is Docker: %p', (program, expected) => {
    process.env.CDK_DOCKER = program;
    expect(isDocker()).toBe(expected);
  });
});

describe('versions', () => {
  test('that fit are told', async () => {
    fakeDocker({ version: JSON.stringify(VERSIONS) });
    expect(await versions.run(examination())).toEqual([{
      id: 'versions', state: 'ok', what: 'daemon 26.1.5 (API 1.24 to 1.45), client 28.2.2, which speaks API 1.45',
    }]);
  });

  test.each([['20.10.24+dfsg1', 'ok'], ['29.7.2', 'ok'], ['19.03.15', 'warning'], ['20.9.0', 'warning']])('a daemon %s is %s', (Version, state) => {
    expect(judgeVersions({ ...VERSIONS, Server: { Version } })).toMatchObject({ state, ...(state === 'warning' && { code: 'DIND18' }) });
  });

  test('of an engine that tells less are told as far as they are known', () => expect(judgeVersions({ Server: null })).toMatchObject({ state: 'ok' }));

  test('that do not fit are DIND11', async () => {
    const message = 'Error response from daemon: client version 1.40 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version';
    fakeDocker({ version: `!${JSON.stringify({ ...VERSIONS, Server: null })}\n${message}` });
    expect(await versions.run(examination({ env: { ...TCP, HTTPS_PROXY: 'http://proxy.test' } }))).toMatchObject([{ state: 'failed', code: 'DIND11', what: message }]);
  });

  test('that only the doctor can ask for are DIND15 if there is a proxy', async () => {
    fakeDocker({ version: '!Cannot connect to the Docker daemon at tcp://docker:2376. Is the docker daemon running?' });
    expect(await versions.run(examination({ env: { ...TCP, HTTPS_PROXY: 'http://proxy.test' } }))).toMatchObject([{ state: 'failed', code: 'DIND15' }]);
    expect(await versions.run(examination({ env: TCP }))).toMatchObject([{ state: 'failed', code: 'DIND06' }]);
  });

  test('that never come may come yet', async () => {
    process.env.BUNDLING_DEADLINE_SECONDS = '0.2';
    process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\nsleep 30\n');
    expect(await versions.run(examination())).toMatchObject([{ state: 'failed', code: 'DIND24', mayCome: true }]);
  });
});
