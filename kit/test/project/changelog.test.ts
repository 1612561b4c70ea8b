import { changesBetween, hasVersion } from '../../src/project/changelog';

const LOG = '# Changelog\n\nWords.\n\n## Unreleased\n\nSoon.\n\n## 1.2.0 (2026-12-01)\n\nC\n\n### More\n\nc\n\n## [1.1.0]\n\nB\n\n## 1.0.0\n\nA\n';

test.each([
  ['1.0.0', '1.2.0', '## 1.2.0 (2026-12-01)\n\nC\n\n### More\n\nc\n\n## [1.1.0]\n\nB'],
  ['1.0.0', '1.1.0', '## [1.1.0]\n\nB'],
  ['0.9.0', '1.0.0', '## 1.0.0\n\nA'],
  ['1.2.0', '1.2.0', ''],
])('what changed after %s, up to %s', (from, to, text) => {
  expect(changesBetween(LOG, from, to)).toBe(text);
});

test('a version that has no section is told', () => {
  expect(['1.1.0', '1.2.0', '1.3.0'].map((version) => hasVersion(LOG, version))).toEqual([true, true, false]);
});
