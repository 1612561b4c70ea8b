import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS } from './configs';
import { documentOf, linesOf, pipelineOf } from './pipeline';
import { USER_VARIABLES } from '../../../src/gitlab-lint/rules/injection';
import { temporaryFolder } from '../../project/synth';

/** Names that a branch, a tag or a title could have; each tries to make a file `pwned`, or to be taken for something else. */
const HOSTILE = [
  '$(touch pwned)', '`touch pwned`', '; touch pwned', '&& touch pwned', '|| touch pwned', '| touch pwned', '& touch pwned', '\ntouch pwned\n',
  '\r\ntouch pwned', "'; touch pwned; '", '"; touch pwned; "', '$(touch${IFS}pwned)', 'a;touch${IFS}pwned', '${IFS}touch${IFS}pwned', '{touch,pwned}',
  '(touch pwned)', '<(touch pwned)', '> pwned', 'a>pwned', '--help', '-rf .', '$PATH', '*', '../../pwned', '%s%n', '\\', '#', '!touch',
  '"$(touch pwned)"', "'$(touch pwned)'",
];
/** What a generated script calls, besides the shell itself. */
const PROGRAMS = ['npx', 'npm', 'git', 'python3', 'apt-get'];

const SECTIONS = ['image', 'services', 'environment', 'resource_group', 'cache', 'artifacts', 'variables', 'id_tokens', 'tags', 'coverage', 'needs'];

describe.each(['three stages', 'two versions of Python and two processors', 'scanners, certificates and a mirror'])('with %s', (config) => {
  const document = documentOf(CONFIGS[config]);

  test('no script, image, environment or key of a cache has anything in it that somebody else can choose', () => {
    const { workflow: _, ...others } = document;
    const text = JSON.stringify(others, (key, value) => (key === 'rules' ? undefined : value));
    expect(USER_VARIABLES.filter((name) => text.includes(name))).toEqual([]);
    expect(text).not.toMatch(/\$\{?(CI_MERGE_REQUEST|CI_COMMIT_(REF|BRANCH|TAG|MESSAGE|TITLE)|GITLAB_USER|CI_EXTERNAL)/);
    expect(SECTIONS.filter((section) => text.includes(`"${section}":`))).not.toEqual([]);
  });

  test('rules only compare them', () => {
    const conditions = [...JSON.stringify(document).matchAll(/"if":"((?:[^"\\]|\\.)*)"/g)].map(([, condition]) => condition);
    const compares = (part: string) => /^\$\w+( (==|=~) (\$\w+|\\"\w+\\"|\/\^.*\$\/))?$/.test(part);
    expect(conditions.filter((condition) => !condition.split(' && ').every(compares))).toEqual([]);
  });
});

describe('scripts', () => {
  const jobs = [...pipelineOf(documentOf(CONFIGS['three stages'])).jobs.values()];
  // The others are the same whatever a variable holds.
  const lines = [...new Set(jobs.flatMap(({ content }) => linesOf(content)))]
    .filter((line) => line.includes('$') && !/^(export PATH=|for tool)/.test(line));
  const harmless = run(lines, 'feature/one');

  test('do their work when a name is harmless', () => {
    expect(harmless.calls).toContain('npx projen deploy production --app cdk.out/production --digest 0123abcd --bundles  --planned cdk.out/plan-production.json --accept ');
    expect(harmless.calls.length).toBeGreaterThan(12);
    expect(harmless.files).toEqual(['.tmp', 'bin', 'calls']);
  });

  test.each(HOSTILE)('do the very same when everything is called %j', (name) => {
    expect(run(lines, name)).toEqual(harmless);
  });

  test.each<[string, string]>([
    ['is evaluated', 'eval "echo $CI_COMMIT_REF_NAME"'],
    ['is not quoted', 'npx projen deploy $CI_COMMIT_TITLE'],
    ['is code for a shell', 'sh -c "echo $CI_COMMIT_TAG"'],
  ])('would be found out if a name %s', (_, line) => {
    expect(run([line], '; touch pwned')).not.toEqual(run([line], 'feature/one'));
  });

  /** Runs lines with stand-ins for the programs that they call. @returns how those were called, and what is in the folder then */
  function run(script: readonly string[], name: string) {
    const root = temporaryFolder();
    mkdirSync(join(root, 'bin'));
    for (const program of PROGRAMS) {
      writeFileSync(join(root, 'bin', program), `#!/bin/sh\necho "${program} $*" >> "${root}/calls"\n`);
      chmodSync(join(root, 'bin', program), 0o755);
    }
    const digests = Object.fromEntries(['DEVELOPMENT', 'STAGING', 'PRODUCTION'].map((stage) => [`ASSEMBLY_DIGEST_${stage}`, '0123abcd']));
    const chosen = Object.fromEntries(USER_VARIABLES.map((variable) => [variable, name]));
    const env = { ...chosen, ...digests, CI_PROJECT_DIR: root, PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
    const { status } = spawnSync('sh', ['-c', script.join('\n')], { cwd: root, env, timeout: 60_000 });
    const calls = existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').replaceAll(root, '').trim().split('\n') : [];
    return { status, calls, files: readdirSync(root).sort() };
  }
});
