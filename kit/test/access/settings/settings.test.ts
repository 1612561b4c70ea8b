import { type Answers, GitlabStandIn, TOKEN, WELL_SET } from './gitlab';
import { processModeOf } from '../../../src/access/process-mode';
import { checkSettings } from '../../../src/access/settings';
import { SETTING_IDS, type SettingId } from '../../../src/access/settings/check';
import type { Settings } from '../../../src/config/settings';
import { failureOf } from '../../project/workspace';
import { checkoutWith } from '../checkout';
import { settingsWith, stage } from '../roles';

const STAGES = [stage('development', { branches: ['main'] }), stage('production')];

async function look(changes: Answers = {}, settings: Partial<Settings> = {}, token: string | undefined = TOKEN) {
  const gitlab = await GitlabStandIn.start({ ...WELL_SET, ...changes });
  const results = await checkSettings({ ...settingsWith(STAGES, { url: gitlab.url }), ...settings }, token);
  return Object.fromEntries(results.map(({ id, state, what }) => [id, `${state}: ${what}`])) as Record<SettingId, string>;
}

const project = (changes: Answers): Answers => ({ '': { ...WELL_SET[''] as object, ...changes } });

test('a project that is set as it should be has nothing wrong', async () => {
  const found = await look();
  expect(Object.keys(found)).toEqual(SETTING_IDS);
  expect(Object.values(found).filter((verdict) => !verdict.startsWith('ok: '))).toEqual([]);
});

describe('is wrong', () => {
  test.each<[SettingId, string, Answers]>([
    ['protected-branches', 'main is not protected', { protected_branches: [] }],
    ['protected-branches', 'main is not protected', { protected_branches: [{ name: 'main2', allow_force_push: false }] }],
    ['protected-branches', 'main may be force pushed', { protected_branches: [{ name: 'main', allow_force_push: true }] }],
    ['code-owner-approval', 'main does not ask for it', { protected_branches: [{ name: 'main', allow_force_push: false, code_owner_approval_required: false }] }],
    ['protected-variables', 'AWS_ROLE_ARN of production is not protected; development has no AWS_ROLE_ARN', { variables: [{ key: 'AWS_ROLE_ARN', protected: false, environment_scope: 'production' }] }],
    ['protected-variables', 'AWS_ROLE_ARN has no environment', { variables: [{ key: 'AWS_ROLE_ARN', protected: true, environment_scope: '*' }] }],
    ['protected-variables', 'AWS_SECRET_ACCESS_KEY is stored', { variables: [{ key: 'AWS_SECRET_ACCESS_KEY', protected: true, environment_scope: '*' }] }],
    ['pipeline-variables', 'developer and above may', project({ ci_pipeline_variables_minimum_override_role: 'developer' })],
    ['protected-environments', 'production is not', { protected_environments: [{ name: 'development' }] }],
    ['separated-caches', 'all branches share theirs', project({ ci_separated_caches: false })],
    ['outdated-deployments', 'GitLab would refuse it as outdated', project({ ci_forward_deployment_enabled: true })],
    ['process-mode', 'production is unordered, and not newest_ready_first', { resource_groups: [{ key: 'production', process_mode: 'unordered' }] }],
    ['process-mode', 'development is newest_first, and not oldest_first', { resource_groups: [{ key: 'development', process_mode: 'newest_first' }] }],
  ])('%s: %s', async (id, what, changes) => {
    expect((await look(changes))[id]).toMatch(new RegExp(`^wrong: .*${what}`));
  });
});

describe('is not known, and nothing is taken for granted', () => {
  test.each<[SettingId, Answers]>([
    ['protected-branches', { protected_branches: undefined }], ['protected-branches', { protected_branches: 403 }],
    ['code-owner-approval', { protected_branches: [{ name: 'main', allow_force_push: false }] }], ['protected-variables', { variables: 403 }],
    ['pipeline-variables', { '': {} }], ['protected-environments', { protected_environments: undefined }], ['separated-caches', { '': {} }],
    ['outdated-deployments', { '': {} }], ['process-mode', { resource_groups: [] }], ['process-mode', { resource_groups: 403 }],
  ])('%s', async (id, changes) => {
    expect((await look(changes))[id]).toMatch(/^unknown: /);
  });
});

test.each<[string, string, string[], string]>([
  ['development', 'main', ['main'], 'oldest_first'], ['development', 'main', ['ma*'], 'oldest_first'],
  ['staging', 'main', ['release/*'], 'newest_ready_first'], ['production', 'main', [], 'newest_ready_first'],
  ['odd', 'mainXx', ['main.x'], 'newest_ready_first'],
])('%s with the default branch %s, deployed from %p, waits as %s', (name, defaultBranch, branches, expected) => {
  expect(processModeOf(stage(name, { branches }), defaultBranch)).toBe(expected);
});

describe('what cannot be looked at', () => {
  test.each<[string, number, string, () => Promise<unknown>]>([
    ['without a token', 78, 'there is no token', () => checkSettings(settingsWith(STAGES), undefined)],
    ['without a project', 78, 'which GitLab project', () => checkSettings(settingsWith(STAGES, { project: undefined }), TOKEN)],
    ['with another token', 77, 'does not accept the token', () => look({}, {}, 'glpat-another-one')],
    ['of a project that is hidden', 77, 'does not show the project', () => look({ '': undefined })],
    ['while GitLab is broken', 75, 'answered 502', () => look({ protected_branches: 502 })],
    ['where no GitLab is', 69, 'cannot be reached', () => checkSettings(settingsWith(STAGES, { url: 'http://127.0.0.1:1' }), TOKEN)],
  ])('%s ends with %i', async (_, code, message, work) => {
    const failure = await failureOf(work);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
    expect(JSON.stringify([failure.message, failure.where, failure.fix, failure.output])).not.toContain('glpat');
  });
});

describe('npx projen gitlab:access --check', () => {
  const run = async (changes: Answers, args: readonly string[] = [], token: string = TOKEN) => {
    const gitlab = await GitlabStandIn.start({ ...WELL_SET, ...changes });
    const finished = await checkoutWith(settingsWith(STAGES, { url: gitlab.url })).run('gitlab:access', ['--check', ...args], { GITLAB_TOKEN: token });
    return { ...finished, asked: gitlab.asked };
  };

  test('reads only, and ends with 0 when nothing is wrong', async () => {
    const { code, stdout, asked } = await run({});
    expect(code).toBe(0);
    expect(stdout).toContain('0 wrong, 0 not told, of 8 settings');
    expect(asked.filter((request) => !request.startsWith('GET '))).toEqual([]);
  });

  test('says what is wrong and where it is changed, with 78', async () => {
    const { code, stdout } = await run({ ...project({ ci_separated_caches: false }), protected_environments: undefined });
    expect(code).toBe(78);
    expect(stdout).toContain('✖ Protected branches have caches of their own: all branches share theirs\n  fix Settings > CI/CD > General pipelines');
    expect(stdout).toContain('? Production is a protected environment: GitLab does not tell');
    expect(stdout).toContain('1 wrong, 1 not told, of 8 settings');
  });

  test('is one document for a program', async () => {
    const { code, stdout } = await run(project({ ci_separated_caches: false }), ['--json']);
    expect(code).toBe(78);
    const { schemaVersion, settings } = JSON.parse(stdout) as { schemaVersion: number; settings: { id: SettingId; state: string }[] };
    expect(schemaVersion).toBe(1);
    expect(settings.filter(({ state }) => state === 'wrong').map(({ id }) => id)).toEqual(['separated-caches']);
  });

  test('never prints the token, not even one that GitLab repeats', async () => {
    const token = 'glpat-refused-and-repeated';
    for (const { stdout, stderr } of [await run({}, [], token), await run({ resource_groups: [{ key: 'production', process_mode: TOKEN }] })]) {
      expect(stdout + stderr).not.toMatch(/glpat-/);
    }
  });
});
