import { pull } from '../../../src/doctor/checks/pull';
import { examination, fakeDocker } from '../examination';

test('no registry is asked for anything unless an image is named', async () => {
  expect(await pull.run(examination())).toMatchObject([{ state: 'skipped' }]);
});

test('an image that comes is right', async () => {
  fakeDocker({ pull: 'docker.io/library/alpine:3' });
  expect(await pull.run(examination({ pull: 'alpine:3' }))).toEqual([{ id: 'pull', state: 'ok', what: 'alpine:3' }]);
});

test('what the registry says is told', async () => {
  fakeDocker({ pull: '!Error response from daemon: toomanyrequests: You have reached your pull rate limit.' });
  expect(await pull.run(examination({ pull: 'alpine:3' }))).toMatchObject([{ state: 'failed', code: 'DIND16', what: expect.stringMatching(/^alpine:3: .*rate limit/) }]);
});
