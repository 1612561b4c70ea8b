import { imageOf, servicesOf } from '../images';
import type { Job } from '../pipeline';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { lineOf, scriptOf } from '../scripts';
import { type VariableUse, variableUses } from '../shell';
import { isMapping, list, own, text, texts } from '../values';

/** Variables whose text is chosen by whoever names a branch or a tag, writes a commit or opens a merge request. */
export const USER_VARIABLES = [
  'CI_COMMIT_REF_NAME', 'CI_COMMIT_BRANCH', 'CI_COMMIT_TAG', 'CI_COMMIT_TAG_MESSAGE', 'CI_COMMIT_TITLE', 'CI_COMMIT_MESSAGE', 'CI_COMMIT_DESCRIPTION',
  'CI_COMMIT_AUTHOR', 'CI_BUILD_REF_NAME', 'CI_MERGE_REQUEST_TITLE', 'CI_MERGE_REQUEST_DESCRIPTION', 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'CI_MERGE_REQUEST_LABELS', 'CI_MERGE_REQUEST_MILESTONE', 'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME',
  'GITLAB_USER_NAME',
];

const SECURITY_DOCS = 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-04-Poisoned-Pipeline-Execution';
/** Commands that read their arguments as code once more. */
const INTERPRETER = /\b(?:eval|(?:ba|da|z|k|a)?sh\s+-\w*c|python3?\s+-c|node\s+(?:-e|-p|--eval)|perl\s+-\w*e|ruby\s+-e|ssh)\b/;
const LONGEST = 2000; // of a command, so that a very long one takes no very long time
const MOST_PER_ENTRY = 20;
const PIPED_TO_SHELL = /^[^\n;&]*\|\s*(?:ba|da|z|a)?sh\b/;

/** Names and titles that run code, or choose what is run. */
export const INJECTION_RULES = {
  'unquoted-user-variable': {
    severity: 'warning',
    title: 'A name that anybody can choose is not quoted',
    why: `Without quotes a branch's name becomes several arguments, options among them (${SECURITY_DOCS}).`,
    fix: 'put the variable in double quotes, or use CI_COMMIT_REF_SLUG',
    check: uses((use, script) => use.whole || isEvaluated(use, script) ? undefined : `$${use.name} is not quoted`),
  },
  'evaluated-user-variable': {
    severity: 'error',
    title: 'A name that anybody can choose is run as code',
    why: `A branch can be called $(curl …): eval, sh -c and their like run it, quoted or not (${SECURITY_DOCS}).`,
    fix: 'hand the variable over in the environment, and let the inner script quote it',
    check: uses((use, script) => isEvaluated(use, script) ? `$${use.name} is run as code` : undefined),
  },
  'user-variable-in-image': {
    severity: 'error',
    title: 'A name that anybody can choose decides which image runs',
    why: `Whoever names a branch picks the image that gets the job's variables (${SECURITY_DOCS}).`,
    fix: 'use a fixed image, or CI_COMMIT_REF_SLUG or CI_COMMIT_SHA for the tag',
    check: ({ pipeline, jobs }) => [
      ...jobs.flatMap((job) => [
        ...named([imageOf(job)?.written ?? ''], job).map((name) => ({ job: job.name, path: ['image'], what: `the image depends on $${name}` })),
        ...servicesOf(job).flatMap(({ image, index }) => named([image.written], job)
          .map((name) => ({ job: job.name, path: ['services', index], what: `a service's image depends on $${name}` }))),
      ]),
      ...list(own(pipeline.files[0].content, 'include')).flatMap((include, index) => named(texts(isMapping(include) ? { ...include, rules: [] } : include))
        .map((name) => ({ path: ['include', index], what: `what is included depends on $${name}` }))),
    ],
  },
  'user-variable-in-environment': {
    severity: 'warning',
    title: 'An environment is named by a name that anybody can choose',
    why: `An environment's name has rules of its own, and decides which variables and protections a job gets (${GITLAB_DOCS}/environments/#create-a-dynamic-environment).`,
    fix: 'use $CI_COMMIT_REF_SLUG',
    check: ({ jobs }) => jobs.flatMap((job) => {
      const { environment } = job.content;
      const name = text(isMapping(environment) ? environment.name : environment) ?? '';
      return named([name], job).map((variable) => ({ job: job.name, path: ['environment'], what: `the environment's name depends on $${variable}` }));
    }),
  },
} satisfies Partial<Record<RuleId, Rule>>;

/** A check of every use of such a variable in the scripts, also through a variable of the file that repeats it. */
function uses(check: (use: VariableUse, script: string) => string | undefined): (subject: LintSubject) => Problem[] {
  return ({ pipeline, jobs }) => jobs.flatMap((job) => {
    const names = userVariables(job);
    return scriptOf(job).flatMap((entry) => {
      const found = variableUses(entry.text).filter(({ name }) => names.includes(name)).slice(0, MOST_PER_ENTRY);
      return found.flatMap((use) => {
        const what = check(use, entry.text);
        return what === undefined ? [] : [{ job: job.name, position: lineOf(pipeline, entry, use.offset), what }];
      });
    });
  });
}

function isEvaluated({ command, offset }: VariableUse, script: string): boolean {
  return INTERPRETER.test(script.slice(Math.max(command, offset - LONGEST), offset))
    || PIPED_TO_SHELL.test(script.slice(offset, offset + LONGEST));
}

function userVariables({ variables }: Job): string[] {
  const copies = Object.entries(variables).filter(([, value]) => variablesIn(value).some((name) => USER_VARIABLES.includes(name)));
  return [...USER_VARIABLES, ...copies.map(([name]) => name)];
}

function named(values: readonly string[], job?: Job): string[] {
  const names = job ? userVariables(job) : USER_VARIABLES;
  return [...new Set(values.flatMap(variablesIn).filter((name) => names.includes(name)))];
}

function variablesIn(value: string): string[] {
  return [...value.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
}
