import type { Job } from '../pipeline';
import { GITLAB_DOCS, type Rule, type RuleId } from '../rule';
import { isMapping, mapping, strings, text } from '../values';

/** Failures of the runner and the network, which another attempt can fix. A script's failure is none of them. */
const RUNNER_FAILURES = [
  'api_failure', 'runner_system_failure', 'scheduler_failure', 'stuck_or_timeout_failure', 'runner_interrupted', 'runner_external_dependency_failure',
  'stuck_pending_with_matching_runners', 'stuck_pending_no_matching_runners', 'no_updates_running', 'no_updates_canceling', 'stale_schedule',
  'server_timeout_running', 'server_timeout_canceling', 'data_integrity_failure', 'runner_configuration_error',
];

/** How long a job may take, and how often it is tried. */
export const LIMIT_RULES = {
  'no-timeout': {
    severity: 'warning',
    title: 'A job has no timeout',
    why: `A job that hangs holds its runner for the project's limit, an hour by default (${GITLAB_DOCS}/yaml/#timeout).`,
    fix: 'set timeout in default, and more on the jobs that take longer',
    check: ({ jobs }) => jobs.filter(isScripted).filter(({ content, whole }) => whole && content.timeout === undefined).map(({ name }) => ({ job: name, what: 'has no timeout' })),
  },
  'no-retry': {
    severity: 'warning',
    title: 'A job is not tried again when the runner fails',
    why: `A runner that is taken away fails the job, and somebody has to look and to start it again (${GITLAB_DOCS}/yaml/#retrywhen).`,
    fix: 'set in default: retry: {max: 2, when: [runner_system_failure, scheduler_failure, api_failure]}',
    check: ({ jobs }) => jobs.filter(isScripted).filter(({ content, whole }) => whole && content.retry === undefined).map(({ name }) => ({ job: name, what: 'has no retry' })),
  },
  'retried-script': {
    severity: 'warning',
    title: 'A failed script is run again',
    why: `A test that passes on the second attempt is hidden, and a deployment that failed half-way is run twice (${GITLAB_DOCS}/yaml/#retrywhen).`,
    fix: 'set retry:when to failures of the runner only',
    check: ({ jobs }) => jobs.filter(isScripted).flatMap(({ name, content: { retry } }) => {
      if (retry === undefined || retry === 0 || (isMapping(retry) && retry.max === 0)) return [];
      const when = strings(mapping(retry).when);
      if (isMapping(retry) && when.length === 0 && retry.exit_codes !== undefined) return [];
      const [other] = when.length > 0 ? when.filter((failure) => !RUNNER_FAILURES.includes(failure) && !failure.includes('$')) : ['any failure'];
      return other === undefined ? [] : [{ job: name, path: ['retry'], what: `is tried again after ${other}` }];
    }),
  },
  'auto-cancel': {
    severity: 'warning',
    title: 'Interruptible jobs of an old pipeline run on',
    why: `By default GitLab cancels an old pipeline only until its first job that may not be interrupted (${GITLAB_DOCS}/yaml/#workflowauto_cancelon_new_commit).`,
    fix: 'set workflow: {auto_cancel: {on_new_commit: interruptible}}',
    check: ({ pipeline, jobs }) => {
      const some = jobs.some(({ content }) => content.interruptible === true);
      if (!some || text(mapping(pipeline.workflow.auto_cancel).on_new_commit) !== undefined) return [];
      return [{ path: ['workflow'], what: 'has interruptible jobs and no auto_cancel' }];
    },
  },
} satisfies Partial<Record<RuleId, Rule>>;

function isScripted({ trigger }: Job): boolean {
  return !trigger;
}
