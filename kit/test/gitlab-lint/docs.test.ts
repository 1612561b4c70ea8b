import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PIPELINE_KINDS, RULES, RULE_IDS } from '../../src/gitlab-lint';

const page = readFileSync(join(__dirname, '../../docs/gitlab-lint.md'), 'utf8');

test('the page has a row for each rule, in its words and in its place', () => {
  const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \| (error|warning) \|/.test(line));
  const cell = (text: string) => text.replaceAll('|', '\\|');
  expect(rows).toEqual(RULE_IDS.map((id) => ({ id, ...RULES[id] })).map(({ id, severity, title, why, fix }) => `| \`${id}\` | ${severity} | ${title} | ${cell(why)} | ${cell(fix)} |`));
});

test('the page names every kind of pipeline', () => {
  expect(PIPELINE_KINDS.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
});
