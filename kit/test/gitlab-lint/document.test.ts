import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pipeline, lint } from '../../src/gitlab-lint';
import { CiFile } from '../../src/gitlab-lint/document';
import { Failure } from '../../src/kernel/failure';

const SOURCE = `
.template: &template
  image: a:1
  script: [one]
job:
  <<: *template
  services:
    - name: b:1
      alias: c
  after_script:
    - |
      first
      second
`;

describe('the line of a value', () => {
  const file = CiFile.parse('f.yml', SOURCE);

  test.each<[(string | number)[], number]>([
    [[], 1], [['job'], 5], [['job', 'services'], 7], [['job', 'services', 0], 8], [['job', 'services', 0, 'alias'], 9], [['job', 'image'], 3], [['job', 'script', 0], 4], [['job', 'gone'], 5],
    [['gone', 'too'], 1],
  ])('%j is %i', (path, line) => {
    expect(file.locate(path)).toEqual({ file: 'f.yml', line });
  });

  test('of a text is found below a path by preference', () => {
    const twice = CiFile.parse('f.yml', 'a:\n  script: [same]\nb:\n  script: [same]\n');
    expect(twice.locateText('same', ['b'])?.line).toBe(4);
    expect(twice.locateText('same', ['gone'])?.line).toBe(2);
    expect(twice.locateText('other', [])).toBeUndefined();
  });

  test('of a job\'s keyword may be a template\'s or default\'s', () => {
    const pipeline = Pipeline.parse('default:\n  timeout: 1h\n.a:\n  image: a:1\n.b:\n  extends: .a\n  tags: [x]\njob:\n  extends: .b\n  script:\n    - |\n      one\n      two\n');
    const line = (...path: string[]) => pipeline.locate('job', path).line;
    expect([line('timeout'), line('image'), line('tags'), line('script'), line('retry'), pipeline.locateText('job', 'one\ntwo\n', 1).line]).toEqual([2, 4, 7, 10, 8, 13]);
  });
});

describe('what GitLab reads from YAML', () => {
  test.each<[string, string, unknown]>([
    ['yes is true', 'a: yes', { a: true }],
    ['a merged mapping', 'x: &x {b: 1}\na: {<<: *x, c: 2}', { x: { b: 1 }, a: { b: 1, c: 2 } }],
    ['the last of two keys', 'a: 1\na: 2', { a: 2 }],
    ['a tag that it does not know is none', 'a: !vault x', { a: 'x' }],
    ['a key like any other', '"__proto__": {a: 1}\nconstructor: {b: 2}', JSON.parse('{"__proto__": {"a": 1}, "constructor": {"b": 2}}')],
    ['the second document, when the first is a header', 'spec: {inputs: {}}\n---\na: 1', { a: 1 }],
  ])('%s', (_, source, expected) => {
    expect(JSON.stringify(CiFile.parse('f.yml', source).content)).toBe(JSON.stringify(expected));
  });

  test('every key that stands twice', () => {
    const { duplicates } = CiFile.parse('f.yml', 'a: {b: 1, b: 2}\nc: 1\nd: 2\nc: 3\n');
    expect(duplicates).toEqual([{ path: ['c'], position: { file: 'f.yml', line: 4 } }, { path: ['a', 'b'], position: { file: 'f.yml', line: 1 } }]);
  });
});

/** Eight levels, each of which stands for the one below eight times. */
const BOMB = ['a: &a [x, x]', ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(8).fill(`*${'abcdefgh'[i]}`).join(', ')}]`)].join('\n');
const REFERENCES = ['.a: {script: [x, x]}', ...'bcdefghij'.split('').map((name, i) => (
  `.${name}: {script: [${Array(9).fill(`!reference [.${'abcdefghi'[i]}, script]`).join(', ')}]}`)), 'job: {script: [!reference [.j, script]]}'].join('\n');

describe('what cannot be read is said in one sentence, with 65', () => {
  test.each<[string, string, string, string]>([
    ['nothing', '', 'f.yml is empty', 'f.yml'],
    ['a comment', '# nothing', 'f.yml is empty', 'f.yml'],
    ['a null', '~', 'f.yml holds nothing where', 'f.yml'],
    ['a list', '- a', 'f.yml holds a list where a mapping of jobs belongs', 'f.yml'],
    ['a text', 'hello', 'f.yml holds a string where', 'f.yml'],
    ['a mistake', 'a: 1\nb: {c', 'f.yml is not YAML: ', 'f.yml:2'],
    ['a tab', 'a:\n\tb: 1', 'f.yml is not YAML: ', 'f.yml:2'],
    ['an unknown anchor', 'a: 1\nb: *c', "f.yml has no anchor '&c' for '*c'", 'f.yml:2'],
    ['bytes', 'a: \u0000', 'f.yml is not a text', 'f.yml'],
    ['a bomb of aliases', BOMB, 'resource exhaustion', 'f.yml'],
    ['a bomb of references', REFERENCES, 'stands for too many values', ''],
    ['depth', `a: ${'['.repeat(150)}${']'.repeat(150)}`, "nested deeper than GitLab's 100 levels", 'f.yml'],
    ['depth without an end', 'a: '.concat('['.repeat(30_000)), 'f.yml', 'f.yml'],
    ['a value inside of itself', 'a: &a {b: *a}', 'nested deeper', 'f.yml'],
    ['size', `a: ${'x'.repeat(2 * 1024 * 1024)}`, 'larger than the 2 MiB', 'f.yml'],
  ])('%s', (_, source, what, where) => {
    const failure = failureOf(() => lint(Pipeline.parse(source, 'f.yml')));
    expect(failure).toMatchObject({ code: 65, where: expect.stringContaining(where) });
    expect(failure.message).toContain(what);
    expect(failure.message).not.toContain('\n');
  });
});

describe('odd files are linted without an error of this program', () => {
  test.each([
    'job:', 'job: text', 'job: [1]', 'job: {script: 3}', 'job: {script: {a: b}}', 'job: {script: [[[a]], {b: c}, null]}', 'stages: a', 'stages: [1, [2], {a: b}]', 'stages:', 'default: a',
    'default: [a]', 'variables: [a]', 'variables: {A: [b], C: {value: {d: e}}}', 'workflow: a', 'workflow: {rules: a}', 'workflow: {rules: [a, [b], {if: [c]}]}', 'include: {a: b}', 'include: [3, null]',
    'job: {extends: 3}', 'job: {extends: [3, [a]]}', 'job: {needs: a}', 'job: {needs: [[a], 3, null, {job: 3}]}', 'job: {rules: a}', 'job: {rules: [null, a, {if: 3, changes: 4}]}', 'job: {image: [a]}',
    'job: {image: {name: 3}}', 'job: {services: {a: b}}', 'job: {services: [3, {name: [a]}, null]}', 'job: {cache: a}', 'job: {cache: [a, {key: [b]}]}', 'job: {retry: [a]}', 'job: {environment: [a]}',
    'job: {environment: {name: {a: b}}}', 'job: {id_tokens: [a]}', 'job: {id_tokens: {A: null}}', 'job: {only: 3}', 'job: {only: {refs: {a: b}}}', 'job: {only: [/(/, "", "@"]}', 'job: {dependencies: {a: b}}',
    'job: {parallel: [a]}', 'job: {tags: {a: b}}', 'job: {variables: [a]}', 'job: {inherit: a}', 'job: {inherit: {default: 3, variables: {a: b}}}', 'job: {artifacts: a}', 'job: {trigger: null}', '!reference [a]: b',
    'job: {script: !reference []}', 'job: {script: !reference [[a], {b: c}]}', 'job: !reference [job]', 'default: !reference [default]', '__proto__: {script: a}', '? [a, b]\n: c', 'job: {script: "\\u001b[31m $CI_COMMIT_TAG"}',
    'job: {script: "$(((((`\'"}', 'job: {script: "<<"}', 'job: {script: "cat <<EOF\\nx"}', 'job: {script: "$(echo \\"$(echo"}', 'job: {timeout: 3, when: [a]}', 'job: {allow_failure: [a]}', 'a: !!binary aGk=',
    'a: !!set {b, c}', 'a: 2020-01-01', 'spec: {inputs: {a: null}}\n---\n$[[ inputs.a ]]: {script: a}', 'a: 1\n---\nb: 2',
  ])('%s', (source) => {
    expect(() => lint(Pipeline.parse(source))).not.toThrow();
  });

  test('and so are files that were damaged anywhere', () => {
    const whole = readFileSync(join(__dirname, 'fixtures/careful.yml'), 'utf8').slice(0, 1200);
    for (let at = 0; at < whole.length; at += 29) {
      for (const damaged of [whole.slice(0, at), whole.slice(0, at) + whole.slice(at + 7), `${whole.slice(0, at)}{[*&!${whole.slice(at)}`]) expect(outcomeOf(damaged)).toMatch(/^(linted|65)$/);
    }
  });
});

describe('a big file is linted in a few seconds', () => {
  const jobs = (count: number, body: (i: number) => string) => Array.from({ length: count }, (_, i) => `job${i}: {${body(i)}}`).join('\n');

  test.each<[string, string]>([
    ['of jobs', jobs(3000, (i) => `script: [make, "echo $CI_COMMIT_TAG"], needs: [job${(i * 7) % 3000}], environment: a${i}`)],
    ['of one script', `job: {script: "${'until a; b && c; curl npm install $CI_COMMIT_TAG || '.repeat(10_000)}"}`],
    ['of one word', `job: {script: "${'$('.repeat(200_000)}"}`],
    ['of assignments', `job: {script: "${'A=$CI_COMMIT_TAG '.repeat(60_000)}"}`],
    ['of lines', `job: {script: [${'"a && b",'.repeat(25_000)}]}`],
    ['of variables', `variables: {A: "${'$B '.repeat(300_000)}", B: "${'x$A '.repeat(1000)}"}\njob: {image: $A$B, script: a, rules: [{if: "$A =~ /x/"}]}`],
    ['of rules', `job: {script: a, rules: [${'{if: "$A =~ /^a(b|c)*$/"},'.repeat(10_000)}]}`],
  ])('%s', (_, source) => {
    const before = process.cpuUsage(); // not the clock, which goes on while the machine is busy with something else
    expect(outcomeOf(source)).toBe('linted');
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(20);
  }, 60_000);
});

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

function outcomeOf(source: string): string {
  try {
    lint(Pipeline.parse(source));
    return 'linted';
  } catch (error) {
    if (error instanceof Failure) return String(error.code);
    throw error;
  }
}
