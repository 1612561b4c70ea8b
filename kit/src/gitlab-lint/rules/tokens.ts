import { dockerJobs } from '../docker-job';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId } from '../rule';
import { isMapping, mapping, own, strings } from '../values';

const TOKEN_DOCS = `${GITLAB_DOCS}/secrets/id_token_authentication/`;

/** Who gets credentials. */
export const TOKEN_RULES = {
  'id-token-global': {
    severity: 'error',
    title: 'Every job gets an id token',
    why: `A token for the cloud belongs to the jobs that deploy; anything that runs in the others could use it, too (${TOKEN_DOCS}).`,
    fix: 'move id_tokens from default to the jobs that need it',
    check: ({ pipeline }) => pipeline.defaults.id_tokens === undefined ? [] : [{ path: ['default', 'id_tokens'], what: 'default gives an id token to every job' }],
  },
  'id-token-with-docker': {
    severity: 'error',
    title: 'A job with a Docker daemon has an id token',
    why: `A privileged daemon and whatever it builds can read the token, so both do not belong in one job (${GITLAB_DOCS}/docker/using_docker_build/).`,
    fix: 'build in one job, and deploy its artifacts in another one',
    check: ({ jobs }) => dockerJobs(jobs.filter(({ content }) => hasToken(content)))
      .map(({ job }) => ({ job: job.name, path: ['id_tokens'], what: 'has an id token and a docker:dind service' })),
  },
  'id-token-without-environment': {
    severity: 'warning',
    title: 'A job with an id token has no environment',
    why: `Without an environment its token cannot be told from any other job's, and nothing protects its use (${TOKEN_DOCS}).`,
    fix: 'give the job an environment; action: access or prepare for one that does not deploy',
    check: ({ pipeline, jobs }) => pipeline.defaults.id_tokens !== undefined ? [] : jobs
      .filter(({ content, whole }) => whole && hasToken(content) && content.environment === undefined)
      .map(({ name }) => ({ job: name, path: ['id_tokens'], what: 'has an id token and no environment' })),
  },
  'id-token-audience': {
    severity: 'error',
    title: 'An id token is for nobody, or for anybody',
    why: `The audience tells who may accept the token; GitLab refuses a token without one (${TOKEN_DOCS}).`,
    fix: 'set aud to the address that the provider expects, for example https://sts.amazonaws.com',
    check: ({ jobs }) => jobs.flatMap(({ name, content }) => Object.entries(mapping(content.id_tokens)).flatMap<Problem>(([token, options]) => {
      const audiences = strings(isMapping(options) ? own(options, 'aud') : undefined);
      const wrong = audiences.find((audience) => audience.trim() === '' || audience.includes('*'));
      return wrong === undefined ? [] : [{ job: name, path: ['id_tokens', token], what: `the audience of ${token} is '${wrong}'` }];
    })),
  },
  'stored-aws-keys': {
    severity: 'error',
    title: 'AWS keys are in the file',
    why: `Keys in a repository are everybody's who can read it, for ever; a job can trade an id token for short-lived ones (${GITLAB_DOCS}/cloud_services/aws/).`,
    fix: 'revoke the key, remove it, and use id_tokens with a role',
    check: ({ pipeline, jobs }) => [
      ...Object.entries(pipeline.variables).filter(isKey).map(([name]) => ({ path: ['variables', name], what: `${name} holds an AWS key` })),
      ...jobs.flatMap(({ name: job, ownVariables, content }) => [
        ...Object.entries(ownVariables).filter(isKey).map(([name]) => ({ job, path: ['variables', name], what: `${name} holds an AWS key` })),
        ...['before_script', 'script', 'after_script'].filter((section) => strings(content[section]).some((line) => KEY_ID.test(line)))
          .map((section) => ({ job, path: [section], what: `${section} holds an AWS key` })),
      ]),
    ],
  },
  'debug-trace': {
    severity: 'error',
    title: 'The log shows every variable',
    why: `CI_DEBUG_TRACE writes all variables into the log, secrets among them (${GITLAB_DOCS}/variables/variables_troubleshooting/).`,
    fix: 'remove CI_DEBUG_TRACE; set it for one run by hand when it is needed',
    check: ({ pipeline, jobs }) => [
      ...(isOn(pipeline.variables.CI_DEBUG_TRACE) ? [{ path: ['variables', 'CI_DEBUG_TRACE'], what: 'CI_DEBUG_TRACE is on for all jobs' }] : []),
      ...jobs.filter(({ ownVariables }) => isOn(ownVariables.CI_DEBUG_TRACE))
        .map(({ name }) => ({ job: name, path: ['variables', 'CI_DEBUG_TRACE'], what: 'CI_DEBUG_TRACE is on' })),
    ],
  },
} satisfies Partial<Record<RuleId, Rule>>;

const KEY_ID = /\b(AKIA|ASIA)[A-Z0-9]{16}\b/;

/** A literal key; a name for one that is kept elsewhere is none. */
function isKey([name, value]: [string, string]): boolean {
  if (KEY_ID.test(value)) return true;
  return /^AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_KEY_ID)$/.test(name) && value !== '' && !value.includes('$');
}

function hasToken(content: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(mapping(content.id_tokens)).length > 0;
}

function isOn(value: string | undefined): boolean {
  return value === 'true' || value === '1';
}
