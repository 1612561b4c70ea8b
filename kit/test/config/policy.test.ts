import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { PYTHON_VERSIONS, type Policy, type PolicyEnvironment, PolicyError, decide, inPipeline, isBuildMode } from '../../src/config/policy';
import { UNKNOWN, everyDecision } from '../bundling/every-decision';

const DEFAULTS: Policy = { unit: 'skip', develop: 'auto', verify: 'docker', release: 'docker' };
const CI_ON = ['1', 'true'];

/** The rule once more, from the design's table and in other words. */
function expected(policy: Policy, { BUNDLING_PURPOSE, BUNDLING_MODE, CI, GITLAB_CI }: PolicyEnvironment): string {
  if (BUNDLING_PURPOSE === UNKNOWN || BUNDLING_MODE === UNKNOWN) return 'refused';
  const isJob = CI_ON.includes(CI ?? '') || GITLAB_CI === 'true';
  const purpose = (BUNDLING_PURPOSE ?? (isJob ? 'unit' : 'develop')) as keyof Policy;
  const mode = BUNDLING_MODE ?? policy[purpose];
  return purpose === 'release' && (mode === 'skip' || mode === 'auto') ? 'refused' : `${purpose} ${mode}`;
}

describe('every combination of environment and policy', () => {
  const outcomes = everyDecision();

  test('is covered: 504 environments with 375 policies', () => {
    expect(outcomes).toHaveLength(504 * 375);
  });

  test('leads to the purpose and mode of the design, or is refused', () => {
    const wrong = outcomes.filter(({ policy, environment, decision }) =>
      (decision ? `${decision.purpose} ${decision.mode}` : 'refused') !== expected(policy, environment));
    expect(wrong).toEqual([]);
  });

  test('never lets a release resolve to skip or auto', () => {
    const releases = outcomes.filter(({ decision }) => decision?.purpose === 'release');
    expect(releases.length).toBeGreaterThan(0);
    expect(releases.filter(({ decision }) => !isBuildMode(decision!.mode))).toEqual([]);
  });

  test('is a release only where the purpose says so, never by CI alone', () => {
    expect(outcomes.filter(({ decision, environment }) => decision?.purpose === 'release' && environment.BUNDLING_PURPOSE !== 'release')).toEqual([]);
  });

  test('is recorded with exactly the variables that were set', () => {
    const wrong = outcomes.filter(({ decision, environment }) => decision
      && JSON.stringify(decision.environment) !== JSON.stringify(Object.fromEntries(Object.entries(environment).filter(([, value]) => value))));
    expect(wrong).toEqual([]);
  });
});

describe('the rule that is recorded', () => {
  test.each<[PolicyEnvironment, string]>([
    [{}, 'neither a purpose nor CI is set; the policy maps develop to auto'],
    [{ CI: 'true' }, 'no purpose is set and CI is; the policy maps unit to skip'],
    [{ CI: 'false', GITLAB_CI: 'true' }, 'no purpose is set and GITLAB_CI is; the policy maps unit to skip'],
    [{ CI: 'false' }, 'neither a purpose nor CI is set; the policy maps develop to auto'],
    [{ BUNDLING_PURPOSE: 'release', CI: '1' }, 'BUNDLING_PURPOSE is release; the policy maps release to docker'],
    [{ BUNDLING_PURPOSE: 'verify', BUNDLING_MODE: 'local' }, 'BUNDLING_PURPOSE is verify; BUNDLING_MODE is local'],
  ])('for %j is: %s', (environment, rule) => {
    expect(decide(DEFAULTS, environment).rule).toBe(rule);
  });
});

describe('where the build image is not around this process', () => {
  const policy: Policy = { ...DEFAULTS, release: 'in-image' };
  const elsewhere = { 'in-image': 'docker' } as const;

  test("a person's release takes the substitute, says so, and says instead of what", () => {
    expect(decide(policy, { BUNDLING_PURPOSE: 'release' }, elsewhere)).toMatchObject({
      mode: 'docker', insteadOf: 'in-image',
      rule: 'BUNDLING_PURPOSE is release; the policy maps release to in-image, which cannot be on this machine; docker takes its place',
    });
  });

  test.each<[string, PolicyEnvironment]>([
    ["a pipeline's", { CI: 'true' }], ["GitLab's", { GITLAB_CI: 'true' }], ['that of a pipeline that calls itself none', { CI: 'false', GITLAB_CI: 'true' }],
    ['one that asks for the mode by name', { BUNDLING_MODE: 'in-image' }],
  ])('%s release takes none', (_, environment) => {
    const decision = decide(policy, { BUNDLING_PURPOSE: 'release', ...environment }, elsewhere);
    expect(decision.mode).toBe('in-image');
    expect(decision).not.toHaveProperty('insteadOf');
  });

  test.each(['docker', 'local'] as const)('a policy of the mode %s needs none', (release) => {
    expect(decide({ ...policy, release }, { BUNDLING_PURPOSE: 'release' }, elsewhere)).toEqual(decide({ ...policy, release }, { BUNDLING_PURPOSE: 'release' }));
  });

  test('switched off means off: CI=false and GITLAB_CI=0 are no pipeline', () => {
    expect(decide(policy, { BUNDLING_PURPOSE: 'release', CI: 'false', GITLAB_CI: '0' }, elsewhere).mode).toBe('docker');
    expect([{}, { CI: 'false' }, { GITLAB_CI: 'false' }, { CI: '0', GITLAB_CI: '' }].map(inPipeline)).toEqual([false, false, false, false]);
    expect([{ CI: '1' }, { GITLAB_CI: 'true' }, { CI: 'false', GITLAB_CI: 'true' }].map(inPipeline)).toEqual([true, true, true]);
  });
});

describe('what cannot be is refused', () => {
  test('an unknown purpose, with the ones that exist', () => {
    expect(() => decide(DEFAULTS, { BUNDLING_PURPOSE: 'prod' })).toThrow("BUNDLING_PURPOSE is 'prod', but must be one of unit, develop, verify, release.");
  });

  test('an unknown mode, with the ones that exist', () => {
    expect(() => decide(DEFAULTS, { BUNDLING_MODE: 'Docker' })).toThrow("BUNDLING_MODE is 'Docker', but must be one of docker, local, in-image, skip, auto.");
  });

  test.each(['skip', 'auto'])('a release in the mode %s, with the modes that build', (BUNDLING_MODE) => {
    const decision = () => decide(DEFAULTS, { BUNDLING_PURPOSE: 'release', BUNDLING_MODE });
    expect(decision).toThrow(PolicyError);
    expect(decision).toThrow(/a release must be built: BUNDLING_MODE is .* Use docker, local, in-image\./);
  });

  test('a policy that releases skipped code, although its type already forbids it', () => {
    const forged = { ...DEFAULTS, release: 'skip' } as unknown as Policy;
    expect(() => decide(forged, { BUNDLING_PURPOSE: 'release' })).toThrow(/the policy maps release to skip/);
  });
});

test('the Python versions are those of aws-cdk-lib, from 3.9 on', () => {
  const names = Runtime.ALL.filter((runtime) => runtime.family === RuntimeFamily.PYTHON).map(({ name }) => name.replace('python', ''));
  const supported = names.filter((name) => Number(name.split('.')[0]) === 3 && Number(name.split('.')[1]) >= 9);
  expect(PYTHON_VERSIONS).toEqual(supported.sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1])));
});
