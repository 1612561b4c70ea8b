import { dockerProgram, dockerTrouble, requireDocker } from '../../src/docker/docker';
import { failureOf, fakeProgram } from '../project/workspace';

const ANSWERS = '#!/bin/sh\necho 27.5.1\n';
const STOPPED = '#!/bin/sh\necho >&2 "Cannot connect to the Docker daemon at tcp://docker:2376. Is the docker daemon running?"\nexit 1\n';

describe('the engine', () => {
  test('is docker, or what CDK_DOCKER names, as for CDK itself', () => {
    expect(dockerProgram()).toBe('docker');
    process.env.CDK_DOCKER = 'podman';
    expect(dockerProgram()).toBe('podman');
  });

  test('is fine if it answers', async () => {
    process.env.CDK_DOCKER = fakeProgram('docker', ANSWERS);
    expect(await dockerTrouble()).toBeUndefined();
    await expect(requireDocker('orders')).resolves.toBeUndefined();
  });

  test('that is not installed is told apart', async () => {
    process.env.CDK_DOCKER = 'surely-no-docker';
    expect(await dockerTrouble()).toBe('there is no surely-no-docker on the PATH');
  });

  test('that does not answer is told with its own words', async () => {
    process.env.CDK_DOCKER = fakeProgram('docker', STOPPED);
    expect(await dockerTrouble()).toMatch(/^Cannot connect to the Docker daemon/);
  });

  test('that says nothing at all is told, too', async () => {
    process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\nexit 1\n');
    expect(await dockerTrouble()).toBe('it does not answer');
  });

  test('that is wanted and not there ends with code 69, the functions, the cause and the way without it', async () => {
    process.env.CDK_DOCKER = fakeProgram('docker', STOPPED);
    const failure = await failureOf(() => requireDocker('orders, thumbnail'));
    expect(failure).toMatchObject({ code: 69, where: 'orders, thumbnail' });
    expect(failure.message).toMatch(/^Docker is asked for and cannot be used: Cannot connect/);
    expect(failure.fix).toContain('BUNDLING_MODE=local npx projen bundle');
  });

  test('that does not answer in time ends with 75', async () => {
    Object.assign(process.env, { CDK_DOCKER: fakeProgram('docker', '#!/bin/sh\nsleep 600\n'), BUNDLING_DEADLINE_SECONDS: '1' });
    expect(await failureOf(() => requireDocker('orders'))).toMatchObject({ code: 75, message: expect.stringContaining('did not end within 1 s') });
  });
});
