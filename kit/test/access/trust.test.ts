import { listed, roleOf, settingsWith, stage, statementsOf, synthesise } from './roles';
import { type Token, letsIn } from './token';

const STAGES = [stage('development', { branches: ['main', 'release/*', 'a.b'] }), stage('production'), stage('open', { branches: ['*'] })];
const stack = synthesise(settingsWith(STAGES));
const trustOf = (environment: string) => roleOf(stack, 'AWS_ROLE_ARN', environment).trust;
const reading = roleOf(stack, 'AWS_READ_ONLY_ROLE_ARN', 'production').trust;

describe.each(stack.roles.map((role) => [`${role.name} of ${role.environment}`, role.trust] as const))('the trust policy of %s', (_, trust) => {
  test.each(statementsOf(trust))('names the audience and a subject in every statement', ({ Condition = {} }) => {
    expect(Condition.StringEquals['gitlab.com:aud']).toBe('https://gitlab.com');
    expect(Object.values(Condition).flatMap((keys) => Object.keys(keys)).sort()).toEqual(['gitlab.com:aud', 'gitlab.com:sub']);
  });

  test.each(statementsOf(trust))('compares strictly, unless a subject has a * in it', ({ Condition = {} }) => {
    expect(Object.keys(Condition).filter((operator) => !['StringEquals', 'StringLike'].includes(operator))).toEqual([]);
    expect(listed(Condition.StringEquals['gitlab.com:sub']).filter((subject) => /[*?]/.test(subject))).toEqual([]);
    expect(listed(Condition.StringLike?.['gitlab.com:sub']).filter((subject) => !subject.includes('*'))).toEqual([]);
  });

  test.each(statementsOf(trust))('has no wildcard before the name of a branch, and no other way in', (statement) => {
    const subjects = Object.values(statement.Condition!).flatMap((keys) => listed(keys['gitlab.com:sub']));
    for (const subject of subjects) expect(subject).toMatch(/^project_path:acme\/shop:ref_type:branch:ref:[\w./*-]+$/);
    expect(statement).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: expect.stringMatching(/:oidc-provider\/gitlab\.com$/) } });
  });
});

/** Whoever is refused everywhere. */
const FOREIGN: [string, Token][] = [
  ['a tag that is called main', { refType: 'tag' }],
  ['a fork', { project: 'somebody/shop' }],
  ['a project whose path begins alike', { project: 'acme/shop-tools' }],
  ['a project whose path ends alike', { project: 'evil/acme/shop' }],
  ['a project below this one', { project: 'acme/shop/sub' }],
  ['a project with another spelling', { project: 'acme/Shop' }],
  ['a token for another audience', { audience: 'https://vault.example.com' }],
  ['a token of another GitLab', { issuer: 'gitlab.example.com' }],
  ['a branch whose name has a whole subject in it', { project: 'evil/shop', ref: 'project_path:acme/shop:ref_type:branch:ref:main' }],
];

describe('production', () => {
  test.each<[string, Token, boolean]>([
    ['main', {}, true],
    ['a feature branch', { ref: 'feature' }, false],
    ['a branch whose name begins alike', { ref: 'main2' }, false],
    ['a branch whose name ends alike', { ref: 'feature/main' }, false],
    ['a branch of another stage', { ref: 'release/1' }, false],
    ['a star, which is no wildcard in a token', { ref: '*' }, false],
    ...FOREIGN.map(([name, token]) => [name, token, false] as [string, Token, boolean]),
  ])('%s', (_, token, expected) => expect(letsIn(trustOf('production'), token)).toBe(expected));
});

describe('development, with main, release/* and a.b', () => {
  test.each<[string, Token, boolean]>([
    ['main', {}, true],
    ['release/1', { ref: 'release/1' }, true],
    ['release/1/hotfix', { ref: 'release/1/hotfix' }, true],
    ['a.b', { ref: 'a.b' }, true],
    ['axb: a dot is a dot', { ref: 'axb' }, false],
    ['release', { ref: 'release' }, false],
    ['prerelease/1', { ref: 'prerelease/1' }, false],
    ['a tag release/1', { refType: 'tag', ref: 'release/1' }, false],
    ['release/1 of a fork', { project: 'somebody/shop', ref: 'release/1' }, false],
    ...FOREIGN.map(([name, token]) => [name, token, false] as [string, Token, boolean]),
  ])('%s', (_, token, expected) => expect(letsIn(trustOf('development'), token)).toBe(expected));
});

describe('reading', () => {
  test.each<[string, Token, boolean]>([
    ['main', {}, true],
    ['a feature branch: merge requests have their source branch', { ref: 'feature/x' }, true],
    ...FOREIGN.map(([name, token]) => [name, token, false] as [string, Token, boolean]),
  ])('%s', (_, token, expected) => expect(letsIn(reading, token)).toBe(expected));
});

test('a stage for every branch still takes no tag and no other project', () => {
  expect(letsIn(trustOf('open'), { ref: 'whatever/it/is' })).toBe(true);
  for (const [, token] of FOREIGN) expect(letsIn(trustOf('open'), token)).toBe(false);
});

test('the default branch deploys every stage, whatever it is called', () => {
  const { trust } = roleOf(synthesise(settingsWith([stage('development', { branches: ['main'] })], { defaultBranch: 'trunk' })), 'AWS_ROLE_ARN', 'development');
  expect(['trunk', 'main', 'master'].map((ref) => letsIn(trust, { ref }))).toEqual([true, true, false]);
});

test('a GitLab of the company, in a folder of its server, is trusted by its whole address', () => {
  const url = 'https://example.com/gitlab';
  const { trust } = roleOf(synthesise(settingsWith([stage('development')], { url })), 'AWS_ROLE_ARN', 'development');
  expect(letsIn(trust, { issuer: 'example.com/gitlab', audience: url })).toBe(true);
  expect(letsIn(trust, { issuer: 'example.com', audience: url })).toBe(false);
  expect(letsIn(trust, {})).toBe(false);
});
