import { tierOf } from '../../src/config/stage-tier';

test.each([
  ['staging', 'staging'], ['stg-eu', 'staging'], ['preprod', 'staging'], ['nonprod', 'staging'], ['demo', 'staging'],
  ['test', 'testing'], ['qa-2', 'testing'], ['acceptance', 'testing'], ['acpt', 'testing'], ['integration-eu', 'testing'],
  ['dev', 'development'], ['review', 'development'], ['dev-test', 'development'],
  ['prod', 'production'], ['live', 'production'],
  ['shop', 'development'],
])('a stage called %s is of the tier %s, as GitLab itself would say', (name, tier) => {
  expect(tierOf({ name, production: false })).toBe(tier);
});

test('production is production whatever it is called', () => {
  expect(tierOf({ name: 'staging-eu', production: true })).toBe('production');
});

test('what is said counts', () => {
  expect(tierOf({ name: 'production', production: true, tier: 'other' })).toBe('other');
});
