import { PROMOTION, STAGES } from './configs';
import { type Document, documentOf, jobOf, pipelineOf } from './pipeline';

const document = documentOf(PROMOTION);
const pipeline = pipelineOf(document);
const DIGEST = (stage: string) => `--app cdk.out/${stage} --digest "$ASSEMBLY_DIGEST_${stage.toUpperCase()}"`;
const GATES = ['lint', 'generated-files', 'gitlab-lint', 'unit-cdk', 'unit-python', 'integration', 'test-docker-bundling'];

/** Jobs that are needed, and whether their artifacts are fetched. */
function needs(name: string): Record<string, boolean> {
  return Object.fromEntries(document[name].needs.map(({ job, artifacts }: Document) => [job, artifacts ?? true]));
}

function all(jobs: readonly string[], fetched: boolean): Record<string, boolean> {
  return Object.fromEntries(jobs.map((job) => [job, fetched]));
}

describe('the jobs of a stage', () => {
  test('are these, and only production has a plan', () => {
    const jobs = Object.keys(document).filter((name) => /-(development|staging|production)$/.test(name));
    expect(jobs).toEqual([
      ...['development', 'staging'].flatMap((stage) => ['diff', 'deploy', 'smoke', 'rollback', 'drift'].map((job) => `${job}-${stage}`)),
      ...['diff', 'plan', 'deploy', 'smoke', 'rollback', 'drift'].map((job) => `${job}-production`),
    ]);
  });

  test('run one task each, on the assembly that was made once', () => {
    const scripts = Object.entries(document).filter(([name]) => name.endsWith('-production')).map(([, { script }]) => script);
    expect(scripts).toEqual([
      [`npx projen diff production ${DIGEST('production')} --report test-reports/diff-production.json --summary test-reports/diff-production.md`],
      [`npx projen plan production ${DIGEST('production')} --bundles "$BUNDLES_PROOF" --out cdk.out/plan-production.json --report cdk.out/plan-production.md`],
      [`npx projen deploy production ${DIGEST('production')} --bundles "$BUNDLES_PROOF" --planned cdk.out/plan-production.json --accept "$ACCEPT_PLAN"`],
      [`npx projen smoke production ${DIGEST('production')}`],
      [`npx projen rollback production ${DIGEST('production')} --bundles "$BUNDLES_PROOF" --yes --accept "$ACCEPT_PLAN"`],
      ['npx projen drift production'],
    ]);
    expect(document['deploy-staging'].script).toEqual([`npx projen deploy staging ${DIGEST('staging')}`]);
  });

  test('wait for all that was verified, for the assembly, and for the stage before', () => {
    expect(needs('deploy-development')).toEqual({ assemble: true, ...all(GATES, false) });
    expect(needs('deploy-staging')).toEqual({ ...needs('deploy-development'), 'smoke-development': false });
    expect(needs('plan-production')).toEqual({ ...needs('deploy-development'), 'smoke-staging': false });
    expect(needs('deploy-production')).toEqual({ 'assemble': true, 'plan-production': true });
    expect(needs('smoke-production')).toEqual({ 'assemble': true, 'deploy-production': false });
  });

  test('that only look wait for as little as they need', () => {
    expect([needs('diff-production'), needs('drift-production')]).toEqual([{ 'assemble-for-review': true }, {}]);
  });

  test('go back only to what was deployed', () => {
    expect(needs('rollback-production')).toEqual({ 'assemble': true, 'deploy-production': false });
  });

  test('do not wait for the stage before where that one is not deployed', () => {
    expect(document['deploy-staging'].needs.at(-1)).toEqual({ job: 'smoke-development', artifacts: false, optional: true });
  });
});

describe('a deployment', () => {
  const changing = ['plan-production', ...STAGES.flatMap(({ name }) => ['deploy', 'smoke', 'rollback'].map((job) => `${job}-${name}`))];

  test.each(changing)('by %s is never cut short, runs alone, and in time', (name) => {
    const stage = name.split('-')[1];
    expect(jobOf(pipeline, name)).toMatchObject({ interruptible: false, resource_group: stage, timeout: '60 minutes' });
  });

  test.each([
    ['deploy-production', 'production', 'start'], ['plan-production', 'production', 'prepare'], ['smoke-production', 'production', 'verify'],
    ['rollback-production', 'production', 'start'], ['diff-production', 'production', 'access'], ['drift-production', 'production', 'access'],
    ['deploy-staging', 'staging', 'start'], ['diff-development', 'development', 'access'],
  ])('%s tells GitLab which environment it is about, of the tier %s: %s', (name, deployment_tier, action) => {
    expect(document[name].environment).toEqual({ name: name.split('-')[1], deployment_tier, action });
  });

  test('to production, and one of an earlier version, ask once more', () => {
    const asking = Object.keys(document).filter((name) => document[name].manual_confirmation).map((name) => document[name].manual_confirmation);
    expect(asking).toEqual([
      'Deploy the assembly of this pipeline to development again?', 'Deploy the assembly of this pipeline to staging again?',
      'Deploy to production what plan-production shows?', 'Deploy the assembly of this pipeline to production again?',
    ]);
  });

  test('keeps its plan for as long as its assembly', () => {
    expect(document['plan-production'].artifacts).toEqual({
      paths: ['cdk.out/plan-production.json', 'cdk.out/plan-production.md'], expose_as: 'Plan for production', expire_in: document.assemble.artifacts.expire_in,
    });
  });
});

describe('the comparison with what is deployed', () => {
  test('is shown in the merge request, and holds nothing up', () => {
    expect(document['diff-staging']).toMatchObject({
      allow_failure: true, rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }],
      artifacts: {
        name: 'staging', paths: ['test-reports/diff-staging.md'], expose_as: 'Changes of staging', expire_in: '1 week',
        reports: { terraform: ['test-reports/diff-staging.json'] },
      },
    });
    expect(document['diff-staging'].script[0]).toMatch(/ --report test-reports\/diff-staging\.json --summary test-reports\/diff-staging\.md$/);
  });

  test('with what somebody changed by hand is scheduled, and fails', () => {
    expect(document['drift-staging'].rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule"' }]);
    expect(document['drift-staging']).not.toHaveProperty('allow_failure');
  });
});

describe('credentials', () => {
  const holding = Object.keys(document).filter((name) => /id_tokens|AWS_/.test(JSON.stringify(document[name])));

  test('can be had by the jobs of a stage and by no other, and nothing is stored', () => {
    expect(holding).toEqual(Object.keys(document).filter((name) => /-(development|staging|production)$/.test(name)));
    for (const name of holding) expect(document[name].id_tokens).toEqual({ AWS_ID_TOKEN: { aud: 'https://gitlab.com' } });
    expect(JSON.stringify(document)).not.toMatch(/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)/);
  });

  test('are chosen by the commands, so that a job that only looks never has those that deploy', () => {
    expect(holding.filter((name) => document[name].variables !== undefined)).toEqual([]);
    const looking = holding.filter((name) => document[name].environment.action === 'access');
    expect(looking).toEqual(STAGES.flatMap(({ name }) => [`diff-${name}`, `drift-${name}`]));
  });

  test('are those of the GitLab that signs the token', () => {
    const own = documentOf({ options: { pipeline: { gitlab: { url: 'https://gitlab.example.com' } } } });
    expect(own['deploy-production'].id_tokens).toEqual({ AWS_ID_TOKEN: { aud: 'https://gitlab.example.com' } });
  });
});

test('a stage with a dash has a digest whose variable a shell can name', () => {
  const { 'deploy-eu-west': deploy } = documentOf({ options: { pipeline: { stages: [{ name: 'eu-west' }] } } });
  expect(deploy.script).toEqual(['npx projen deploy eu-west --app cdk.out/eu-west --digest "$ASSEMBLY_DIGEST_EU_WEST"']);
});
