import { CHECKS } from './checks';
import { PROMOTION } from './configs';
import { documentOf, pipelineOf } from './pipeline';
import { CHECKED, LINTED } from './safeguards';
import { type Pipeline, RULE_IDS, lint } from '../../../src/gitlab-lint';

const document = documentOf(PROMOTION);
const pipeline = pipelineOf(document);

/** Who notices: a rule of the lint, or one of the checks of this project's own jobs. */
const ORACLES = [
  ...Object.entries(LINTED).map(([rule, safeguards]) => ({ oracle: rule, safeguards, problems: (of: Pipeline) => findings(of, rule) })),
  ...Object.entries(CHECKED).map(([name, safeguards]) => ({ oracle: name, safeguards, problems: CHECKS[name as keyof typeof CHECKS] })),
];

test('rules that a safeguard is for are there', () => {
  expect(RULE_IDS).toEqual(expect.arrayContaining(Object.keys(LINTED)));
});

describe.each(ORACLES)('$oracle', ({ safeguards, problems }) => {
  test('holds for what is generated', () => {
    expect(problems(pipeline)).toEqual([]);
  });

  test.each(Object.entries(safeguards))('is what fails without: %s', (_, takeAway) => {
    const changed = structuredClone(document);
    takeAway(changed);
    expect(changed).not.toEqual(document);
    expect(problems(pipelineOf(changed))).not.toEqual([]);
  });
});

function findings(of: Pipeline, rule: string): string[] {
  return lint(of, { ignore: RULE_IDS.filter((id) => id !== rule) }).findings.map(({ what }) => what);
}
