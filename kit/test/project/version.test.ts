import { compareVersions, isVersion } from '../../src/project/version';

test('versions are in the order of npm', () => {
  const ordered = ['0.9.0', '0.10.0', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.1.0', '2.0.0'];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  expect(compareVersions('1.0.0', '1.0.0+build.7')).toBe(0);
});

test.each(['', '1', '1.0', 'v1.0.0', 'Unreleased', '1.0.0 '])("'%s' is no version", (text) => {
  expect(isVersion(text)).toBe(false);
  expect(() => compareVersions(text, '1.0.0')).toThrow('is no version');
});
