import { ExpressionError, parse } from '../expression';
import type { Pipeline } from '../pipeline';
import { expressionsOf } from '../presence';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId } from '../rule';
import { schemaProblems } from '../schema';
import { isMapping, mapping, strings } from '../values';

/** What GitLab itself would refuse, or read otherwise than it is meant. */
export const STRUCTURE_RULES = {
  'schema': {
    severity: 'error',
    title: 'The file does not fit GitLab\'s schema',
    why: `GitLab creates no pipeline from a file with keys or values that it does not know (${GITLAB_DOCS}/yaml/).`,
    fix: 'use a key and a value of the schema',
    check: ({ pipeline }) => pipeline.files.flatMap((file) => schemaProblems(file.content).map(({ path, what }) => (
      { job: String(path[0]), position: file.locate(path), what }))),
  },
  'duplicate-key': {
    severity: 'error',
    title: 'A job or a key stands twice',
    why: `YAML keeps the last of two equal keys, so the first job or value is silently gone (${GITLAB_DOCS}/jobs/#job-names).`,
    fix: 'give one of them another name, or remove it',
    check: ({ pipeline }) => pipeline.files.flatMap(({ duplicates }) => duplicates.map(({ path, position }) => (
      { job: String(path[0]), position, what: `'${path.join('.')}' stands twice; this one wins` }))),
  },
  'ghost-include': {
    severity: 'error',
    title: 'An included local file is not there',
    why: `GitLab creates no pipeline when a local include is missing (${GITLAB_DOCS}/yaml/#includelocal).`,
    fix: 'correct the path, which starts at the repository\'s folder',
    check: ({ pipeline }) => pipeline.ghosts.map(({ name, position }) => ({ position, what: `includes '${name}', which is not there` })),
  },
  'ghost-extends': {
    severity: 'error',
    title: 'A template that is extended is not there',
    why: `GitLab creates no pipeline when a job extends an unknown one (${GITLAB_DOCS}/yaml/#extends).`,
    fix: 'correct the name, or add the template',
    check: ({ pipeline }) => brokenLinks(pipeline, 'extends', (target) => `extends '${target}', which is not there`, pipeline.complete),
  },
  'extends-cycle': {
    severity: 'error',
    title: 'Templates extend each other',
    why: `GitLab creates no pipeline when extends goes round in a circle, or through more than eleven templates (${GITLAB_DOCS}/yaml/#extends).`,
    fix: 'take one of the templates out of the circle',
    check: ({ pipeline }) => brokenLinks(pipeline, 'extends-cycle', (target) => `extends '${target}', which leads back to it or too deep`, true),
  },
  'ghost-reference': {
    severity: 'error',
    title: 'A !reference points to nothing',
    why: `GitLab creates no pipeline when a !reference cannot be followed (${GITLAB_DOCS}/yaml/yaml_optimization/#reference-tags).`,
    fix: 'correct the names in the reference',
    check: ({ pipeline }) => brokenLinks(pipeline, 'reference', (target) => `!reference ${target} leads to nothing`, pipeline.complete),
  },
  'rule-expression': {
    severity: 'error',
    title: 'The expression of a rule is not valid',
    why: `A rule that GitLab cannot read keeps the whole pipeline from being created (${GITLAB_DOCS}/jobs/job_rules/#cicd-variable-expressions).`,
    fix: 'compare with ==, !=, =~ or !~, join with && and ||, and put texts in quotes',
    check: ({ pipeline, jobs }) => [
      ...invalid(expressionsOf(pipeline.workflow.rules)).map((what) => ({ path: ['workflow', 'rules'], what })),
      ...jobs.flatMap(({ name, content }) => {
        const older = ['only', 'except'].flatMap((key) => strings(mapping(content[key]).variables));
        return invalid([...expressionsOf(content.rules), ...older]).map((what) => ({ job: name, path: ['rules'], what }));
      }),
    ],
  },
  'no-script': {
    severity: 'error',
    title: 'A job has nothing to do',
    why: `GitLab refuses a job without script, run or trigger; a template's name starts with a dot (${GITLAB_DOCS}/yaml/#script).`,
    fix: 'add a script, or start the name with a dot',
    check: ({ pipeline, jobs }) => jobs
      .filter(({ content }) => pipeline.complete && ['script', 'run', 'trigger', 'pages', 'release'].every((key) => content[key] === undefined))
      .map(({ name }) => ({ job: name, what: 'has no script' })),
  },
  'only-except': {
    severity: 'warning',
    title: 'only and except are deprecated',
    why: `GitLab no longer develops them, and they keep a job out of merge requests unless they name them (${GITLAB_DOCS}/yaml/deprecated_keywords/#only--except).`,
    fix: 'use rules',
    check: ({ jobs }) => jobs.flatMap(({ name, content }) => ['only', 'except'].filter((key) => content[key] !== undefined)
      .map((key) => ({ job: name, path: [key], what: `uses '${key}'${isMapping(content[key]) ? '' : `: ${strings(content[key]).join(', ')}`}` }))),
  },
} satisfies Partial<Record<RuleId, Rule>>;

function brokenLinks(pipeline: Pipeline, kind: string, words: (target: string) => string, certain: boolean): Problem[] {
  if (!certain) return [];
  return pipeline.broken.filter((link) => link.kind === kind)
    .map(({ job, path, target, position }) => ({ job, path, position, what: words(target) }));
}

function invalid(expressions: readonly string[]): string[] {
  return expressions.flatMap((expression) => {
    try {
      parse(expression);
      return [];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [`'${expression}': ${error.message}`];
    }
  });
}
