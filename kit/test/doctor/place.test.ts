import { placeOf } from '../../src/doctor/place';

test.each([
  ['kubernetes', { GITLAB_CI: 'true', KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
  ['kubernetes', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }],
  ['gitlab', { GITLAB_CI: 'true' }],
  ['gitlab', { CI: '1' }],
  ['laptop', { GITLAB_CI: '' }],
  ['laptop', {}],
])('it is %s with %p', (place, env) => expect(placeOf(env)).toBe(place));
