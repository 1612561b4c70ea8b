import { join } from 'node:path';
import { files } from './source';
import { Pipeline, lint } from '../../src/gitlab-lint';

const jobOf = (source: string, name = 'job') => Pipeline.parse(source).jobs.get(name)!;

describe('a job has', () => {
  test('what it extends, the last and the nearest first', () => {
    const { content } = jobOf(`
.a: {image: a, tags: [a], variables: {A: a, X: a}}
.b: {extends: .a, image: b, variables: {X: b}}
.c: {tags: [c], variables: {C: c}}
job: {extends: [.b, .c], script: [d], variables: {D: d}}
`);
    expect(content).toEqual({ image: 'b', tags: ['c'], script: ['d'], variables: { A: 'a', X: 'b', C: 'c', D: 'd' } });
  });

  test('what it refers to, also by way of others', () => {
    const { content } = jobOf(`
.a: {script: [a, aa], rules: [{when: always}]}
.b: {extends: .a, before: [!reference [.a, script], b]}
job: {script: [!reference [.b, before], !reference [.b, script], c], rules: !reference [.b, rules], image: !reference [.d, image, name]}
.d: {image: {name: d}}
`);
    expect(content).toEqual({ script: ['a', 'aa', 'b', 'a', 'aa', 'c'], rules: [{ when: 'always' }], image: 'd' });
  });

  test('what default says, unless it has its own or does not want it', () => {
    const source = 'default: {image: a, timeout: 1h, tags: [a]}\nimage: old\nservices: [old]\n';
    expect(jobOf(`${source}job: {script: b, tags: [b]}`).content).toEqual({ image: 'a', services: ['old'], timeout: '1h', tags: ['b'], script: 'b' });
    expect(jobOf(`${source}job: {script: b, inherit: {default: [timeout]}}`).content).toEqual({ timeout: '1h', script: 'b', inherit: { default: ['timeout'] } });
    expect(jobOf(`${source}job: {script: b, inherit: {default: false}}`).content).toEqual({ script: 'b', inherit: { default: false } });
  });

  test('the variables of the file, unless it does not want them', () => {
    const source = 'variables: {A: 1, B: {value: b, description: c}, C: true}\n';
    expect(jobOf(`${source}job: {script: a, variables: {A: 2}}`)).toMatchObject({ variables: { A: '2', B: 'b', C: 'true' }, ownVariables: { A: '2' } });
    expect(jobOf(`${source}job: {script: a, inherit: {variables: [B]}}`).variables).toEqual({ B: 'b' });
    expect(jobOf(`${source}job: {script: a, inherit: {variables: false}}`).variables).toEqual({});
  });

  test('the stage test, and stages around those that are named', () => {
    expect(jobOf('job: {script: a}').stage).toBe('test');
    expect(Pipeline.parse('stages: [a]\njob: {script: a}').stages).toEqual(['.pre', 'a', '.post']);
    expect(Pipeline.parse('job: {script: a}').stages).toEqual(['.pre', 'build', 'test', 'deploy', '.post']);
  });

  test('a name of its own: templates and keywords are no jobs', () => {
    expect([...Pipeline.parse('.a: {script: a}\nimage: b\nvariables: {C: c}\npages: {script: d}\nconstructor: {script: e}').jobs.keys()]).toEqual(['pages', 'constructor']);
  });
});

describe('an include', () => {
  const folder = files({
    'main.yml': 'include: [{local: /one.yml, inputs: {name: built, count: 2}}, part-*.yml, {template: T.gitlab-ci.yml}]\njob: {extends: .base, tags: [main]}\n',
    'one.yml': 'spec:\n  inputs:\n    name: {}\n    count: {default: 1}\n    stage: {default: build}\n---\ninclude: two.yml\n$[[ inputs.name ]]:\n  parallel: $[[ inputs.count ]]\n  stage: $[[ inputs.stage ]]\n  script: ["make $[[ inputs.name | expand_vars ]]"]\n',
    'two.yml': 'include: one.yml\n.base:\n  image: a:1\n  tags: [two]\n  script: [a]\n',
    'part-a.yml': 'part-a:\n  script: [x]\n  needs: [gone]\n',
    'part-b.yml': 'part-b: {script: [y]}\n',
  });

  test('is read when it is local, with its inputs and its own includes', () => {
    const pipeline = Pipeline.read(join(folder, 'main.yml'));
    expect([...pipeline.jobs.keys()].sort()).toEqual(['built', 'job', 'part-a', 'part-b']);
    expect(pipeline.jobs.get('job')!.content).toMatchObject({ image: 'a:1', tags: ['main'], script: ['a'] });
    expect(Pipeline.parse('spec: {inputs: {tag: {default: "1"}}}\n---\njob:\n  image: a:$[[ inputs.tag ]]\n').jobs.get('job')!.content).toEqual({ image: 'a:1' });
    expect(pipeline.jobs.get('built')!.content).toEqual({ parallel: 2, stage: 'build', script: ['make built'] });
  });

  test('is said not to be read when it is not, and what it could hold is not missed', () => {
    const report = lint(Pipeline.read(join(folder, 'main.yml')));
    expect(report.notes).toEqual(['not read: template T.gitlab-ci.yml']);
    expect(report.findings.filter(({ rule }) => rule === 'ghost-needs')).toEqual([]);
  });

  test('is where its problems are', () => {
    const other = files({ '.gitlab-ci.yml': 'include: [{local: sub.yml}]\n', 'sub.yml': 'part:\n  script: [x]\n  needs: [gone]\n' });
    const [ghost] = lint(Pipeline.read(join(other, '.gitlab-ci.yml'))).findings.filter(({ rule }) => rule === 'ghost-needs');
    expect(ghost).toMatchObject({ jobs: ['part'], position: { file: expect.stringMatching(/sub\.yml$/), line: 3 } });
  });

  test('outside of the folder is not read', () => {
    const other = files({ '.gitlab-ci.yml': 'include: ../../etc/passwd\njob: {script: a}\n' });
    expect(Pipeline.read(join(other, '.gitlab-ci.yml')).ghosts.map(({ name }) => name)).toEqual(['../../etc/passwd']);
  });

  test('that cannot be parsed is an error with its own name', () => {
    const other = files({ '.gitlab-ci.yml': 'include: bad.yml\n', 'bad.yml': 'a: 1\nb: {\n' });
    expect(() => Pipeline.read(join(other, '.gitlab-ci.yml'))).toThrow(expect.objectContaining({ code: 65, where: expect.stringMatching(/bad\.yml:\d$/) }));
  });
});
