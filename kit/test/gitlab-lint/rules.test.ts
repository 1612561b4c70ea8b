import { DOCKER_CASES } from './cases/docker';
import { LINK_CASES, PRESENCE_CASES } from './cases/links';
import { DEPLOYMENT_CASES, LIMIT_CASES, RESOURCE_CASES, TOKEN_CASES } from './cases/safeguards';
import { INJECTION_CASES, SCRIPT_CASES } from './cases/scripts';
import { STRUCTURE_CASES } from './cases/structure';
import { sample } from './sample';
import { readSource } from './source';
import { RULES, RULE_IDS, lint } from '../../src/gitlab-lint';

const CASES = {
  ...STRUCTURE_CASES, ...LINK_CASES, ...PRESENCE_CASES, ...DOCKER_CASES, ...SCRIPT_CASES, ...INJECTION_CASES, ...TOKEN_CASES, ...DEPLOYMENT_CASES,
  ...LIMIT_CASES, ...RESOURCE_CASES,
};

function objections(source: string): string[] {
  return [...new Set(lint(readSource(source)).findings.map(({ rule }) => rule))];
}

test('no rule has anything against the sample that the cases start from', () => {
  expect(objections(sample())).toEqual([]);
});

test('every rule has a file that it objects to, and one that it does not', () => {
  expect(Object.keys(CASES).sort()).toEqual([...RULE_IDS].sort());
  expect(Object.entries(CASES).filter(([, { bad, good }]) => bad.length === 0 || good.length === 0)).toEqual([]);
});

const each = (which: 'bad' | 'good') => Object.entries(CASES).flatMap(([id, files]) => files[which].map((source, index) => [id, index + 1, source] as const));

describe('the rule objects, and no other does', () => {
  test.each(each('bad'))('%s, file %i', (id, _, source) => {
    expect(objections(source)).toEqual([id]);
  });
});

describe('no rule objects', () => {
  test.each(each('good'))('%s, file %i', (_, __, source) => {
    expect(objections(source)).toEqual([]);
  });
});

describe('every rule', () => {
  test.each(RULE_IDS.map((id) => [id, RULES[id]] as const))('%s says why, with a link, and how to fix it', (id, { title, why, fix }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z!a-z].*[^.]$/);
    expect(why).toMatch(/^[A-Za-z].*\(https:\/\/\S+\)\.$/);
    expect(fix).toMatch(/^[a-z].{5,}[^.]$/);
  });

  test('has an id of its own', () => {
    expect(Object.keys(RULES).sort()).toEqual([...new Set(RULE_IDS)].sort());
  });
});
