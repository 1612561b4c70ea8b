import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CiFile } from '../../src/gitlab-lint/document';
import { SCHEMA_FILE, schemaProblems } from '../../src/gitlab-lint/schema';

const problemsOf = (source: string) => schemaProblems(CiFile.parse('f.yml', source).content).map(({ path, what }) => `${path.join('.')}: ${what}`);

test('the schema is the one that was taken from GitLab, and has its licence beside it', () => {
  const [hash, name] = readFileSync(join(dirname(SCHEMA_FILE), 'gitlab-ci.sha256'), 'utf8').trim().split(/\s+/);
  expect(name).toBe(basename(SCHEMA_FILE));
  expect(createHash('sha256').update(readFileSync(SCHEMA_FILE)).digest('hex')).toBe(hash);
  expect(readFileSync(join(dirname(SCHEMA_FILE), 'LICENSE.gitlab'), 'utf8')).toContain('GitLab B.V.');
  expect(existsSync(SCHEMA_FILE)).toBe(true);
});

describe('a mistake is said in one sentence', () => {
  test.each<[string, string[]]>([
    ['a: {scirpt: [b]}', ["a.scirpt: there is no key 'scirpt'; 'script' is the nearest that there is"]],
    ['a: {scirpt: [b], image: {nmae: c}}', ["a.scirpt: there is no key 'scirpt'; 'script' is the nearest that there is", "a.image.nmae: in 'image', there is no key 'nmae'; 'name' is the nearest that there is"]],
    ['a: {script: b, retry: 5}', ["a.retry: 'retry' must be <= 2"]],
    ['a: {script: b, when: nope}', ["a.when: 'when' must be one of on_success, on_failure, always, never, manual, delayed"]],
    ['a: {script: b, when: delayed}', ["a: it needs the key 'start_in'"]],
    ['a: {script: b, needs: c}', ["a.needs: 'needs' must be a list, but is a text"]],
    ['a: {script: b, needs: [{jobb: c}]}', ["a.needs.0.jobb: in 'needs.0', there is no key 'jobb'; 'job' is the nearest that there is"]],
    ['a: {script: b, services: [{alias: c}]}', ["a.services.0: 'services.0' needs the key 'name'"]],
    ['a: {script: 3}', ["a.script: 'script' must be a text or a list, but is a number"]],
    ['a: {script: b, environment: {name: c, action: d}}', ["a.environment.action: 'environment.action' must be one of start, prepare, stop, verify, access"]],
    ['a: {script: b, release: {tag: c}}', ["a.release.tag: in 'release', there is no key 'tag'; there are tag_name, tag_message, description, name, ref, milestones, released_at, assets"]],
    ['a: hello', ['a: it must be a mapping, but is a text']],
    ['stages: a', ['stages: it must be a list, but is a text']],
    ['workflow: {rules: [{when: manual}]}', ["workflow.rules.0.when: 'rules.0.when' must be one of always, never"]],
  ])('%s', (source, expected) => {
    expect(problemsOf(source)).toEqual(expected);
  });

  test('and at most three of one job', () => {
    expect(problemsOf('a: {script: b, b: 1, c: 2, d: 3, e: 4, when: f, tags: g, retry: 5, needs: h}')).toHaveLength(3);
  });
});

describe('nothing is said against', () => {
  test.each([
    'a: {script: !reference [.b, script]}', 'a: {script: [b, !reference [.b, script]]}', 'a: {script: b, parallel: "$[[ inputs.count ]]"}', 'include: "templates/*.yml"',
    '.a: {anything: goes}', 'a: {trigger: {include: b.yml, strategy: depend}}',
  ])('%s', (source) => {
    expect(problemsOf(source)).toEqual([]);
  });
});
