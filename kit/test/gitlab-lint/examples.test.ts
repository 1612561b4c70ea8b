import { join } from 'node:path';
import { Pipeline, jobsOf, lint } from '../../src/gitlab-lint';

const read = (name: string) => Pipeline.read(join(__dirname, 'fixtures', `${name}.yml`));
const found = (name: string) => lint(read(name)).findings.map(({ rule, severity, position: { line } }) => `${line} ${severity} ${rule}`);
const objections = (name: string) => [...new Set(lint(read(name)).findings.map(({ rule }) => rule))].sort();

test('the careful file has nothing wrong with it', () => {
  expect(found('careful')).toEqual([]);
});

test('the classic one of the documentation works, and has no safeguards', () => {
  expect(lint(read('classic-dind')).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(objections('classic-dind')).toEqual([
    'deploy-resource-group', 'deploy-tier', 'docker-alias', 'docker-health-check', 'docker-mtu', 'docker-outdated', 'docker-tmpdir', 'docker-variables-global', 'no-merge-request-pipelines',
    'no-retry', 'no-timeout', 'only-except', 'production-automatic', 'unquoted-user-variable',
  ]);
});

test('what never ends in the unbounded one is found, with its reasons', () => {
  expect(found('unbounded-wait').filter((finding) => finding.includes('error'))).toEqual([
    '4 error docker-unpinned', '7 error docker-port', '7 error docker-variables-global', '13 error unbounded-loop',
  ]);
});

test('the image that is none is found in the file of projen-pipelines, and the schema has nothing against it', () => {
  expect(found('projen-pipelines').filter((finding) => finding.includes('error'))).toEqual(['16 error image-name']);
  expect(objections('projen-pipelines')).toEqual(expect.arrayContaining(['id-token-without-environment', 'no-merge-request-pipelines', 'no-retry', 'no-timeout', 'only-except']));
});

test('in a file of components, nothing is missed that a component may have', () => {
  expect(found('components')).toEqual(['48 warning user-variable-in-environment', '64 warning user-variable-in-environment']);
  expect(lint(read('components')).notes).toHaveLength(4);
  expect(jobsOf(read('components'), 'branch').map(({ run }) => run)).toEqual(['maybe', 'maybe', 'maybe']);
});

test('what a template has is said once, with all jobs that extend it', () => {
  const [image] = lint(read('projen-pipelines')).findings.filter(({ rule }) => rule === 'image-name');
  expect(image.jobs).toEqual(['synth', 'publish_assets', 'diff-dev', 'deploy-dev', 'deploy-prod']);
});
