import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CONFIGS, PROMOTION } from './configs';
import { documentOf, jobOf, linesOf, pipelineOf } from './pipeline';
import { installation } from '../../../src/generator/gitlab/installation';
import { passed, verificationJobs } from '../../../src/generator/gitlab/verification';
import { synth, temporaryFolder } from '../../project/synth';

const document = documentOf(PROMOTION);
const pipeline = pipelineOf(document);
const NAMES = Object.keys(verificationJobs({ prepare: [], install: installation(false) }));

test('what is verified is what `npx projen test` runs, the generated files, and the pipeline itself', () => {
  const scripts = Object.fromEntries(NAMES.map((name) => [name, document[name].script.map((line: string) => line.split(' --')[0])]));
  expect(scripts).toEqual({
    'lint': ['npx projen eslint', 'npx projen typecheck'],
    'generated-files': ['npx projen', 'git add', 'git diff'],
    'gitlab-lint': ['npx projen gitlab:lint'],
    'unit-cdk': ['npx projen test:unit'],
    'unit-python': ['npx projen test:python'],
  });
  const { tasks } = synth().json<{ tasks: Record<string, { steps: { spawn: string }[] }> }>('.projen/tasks.json');
  const run = Object.values(scripts).flat().map((line) => line.replace('npx projen ', ''));
  expect(run).toEqual(expect.arrayContaining(tasks.test.steps.map(({ spawn }) => spawn)));
  expect(Object.keys(tasks)).toEqual(expect.arrayContaining(run.filter((name) => !/^(npx|git) /.test(name) && name !== 'npx projen')));
});

test('all of it has to pass before anything is deployed', () => {
  expect(passed()).toEqual(NAMES.map((job) => ({ job, artifacts: false })));
});

describe.each(NAMES)('%s', (name) => {
  test('waits for nothing, and knows neither Docker nor AWS', () => {
    expect(document[name]).toMatchObject({ stage: 'verify', extends: ['.node-cached'], needs: [] });
    expect(JSON.stringify(jobOf(pipeline, name))).not.toMatch(/docker|AWS_|id_tokens|environment/i);
  });

  test('has to pass', () => {
    expect(document[name]).not.toHaveProperty('allow_failure');
    expect(linesOf(jobOf(pipeline, name)).filter((line) => line.includes('|| true'))).toEqual([]);
  });
});

describe('reports', () => {
  const reported = (name: string) => document[name].artifacts;

  test.each(['unit-cdk', 'unit-python'])('of %s are kept whether it passes or not', (name) => {
    expect(reported(name)).toMatchObject({ when: 'always', expire_in: '1 week', reports: { junit: ['test-reports/*.xml'] } });
    expect(reported(name)).not.toHaveProperty('paths');
  });

  test('show coverage in the lines of a merge request and as a number, and findings of ruff', () => {
    const { path } = reported('unit-cdk').reports.coverage_report;
    expect(reported('unit-cdk').reports.coverage_report.coverage_format).toBe('cobertura');
    expect(document['unit-cdk'].script[0]).toContain(`--coverageDirectory=${path.replace('/cobertura-coverage.xml', '')} --coverageReporters=cobertura`);
    const pattern = new RegExp(document['unit-cdk'].coverage.slice(1, -1), 'm');
    expect(pattern.exec('Branches     : 81.2% ( 13/16 )\nLines        : 92.31% ( 12/13 )\n')?.[1]).toBe('92.31');
    expect(reported('unit-python').reports.codequality).toEqual(['test-reports/ruff.json']);
  });
});

test('generated files are compared without an install, which a stale package.json would fail', () => {
  expect(document['generated-files']).toMatchObject({ script: ['npx projen --no-post', 'git add --intent-to-add .', 'git diff --exit-code'] });
});

describe("a company's certificates", () => {
  const certified = pipelineOf(documentOf(CONFIGS['scanners, certificates and a mirror']));
  const FILE = '$CI_PROJECT_DIR/.tmp/certificates.pem';
  const PEM = '-----BEGIN CERTIFICATE-----\n"$(id)" %s\\n\n-----END CERTIFICATE-----';

  const SOME = [...NAMES, 'integration', 'assemble', 'deploy-production', 'test-docker-bundling'];

  test.each(SOME)('are trusted by %s, besides those of its image', (name) => {
    const { variables } = jobOf(certified, name);
    expect(variables).toMatchObject({ SSL_CERT_FILE: FILE, NODE_EXTRA_CA_CERTS: FILE });
    expect(run(linesOf(jobOf(certified, name)))).toBe(`system\n${PEM}\n`);
  });

  test('are those of Amazon Linux in an image that is made of it', () => {
    expect(run(linesOf(jobOf(certified, 'lint')), '/etc/pki/tls/certs/ca-bundle.crt')).toBe(`system\n${PEM}\n`);
  });

  test('are there before anything is downloaded', () => {
    const gitlab = { certificatesVariable: 'COMPANY_CA' };
    const { bundle } = documentOf({ options: { bundling: { policy: { release: 'in-image' } }, pipeline: { gitlab } } });
    const made = bundle.before_script.findLastIndex((line: string) => line.includes('$SSL_CERT_FILE'));
    expect(bundle.before_script.findIndex((line: string) => /\b(pip|npm|apt-get) /.test(line))).toBeGreaterThan(made);
  });

  test('are nowhere unless the variable is named', () => {
    expect(JSON.stringify(document)).not.toMatch(/SSL_CERT_FILE|certificates/);
  });

  /** Runs the lines up to `npm ci`. @returns the file of certificates that they leave */
  function run(lines: string[], system = '/etc/ssl/certs/ca-certificates.crt'): string {
    const root = temporaryFolder();
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc', basename(system)), 'system\n');
    const script = lines.slice(0, lines.findIndex((line) => /npm ci|\.installed/.test(line))).join('\n')
      .replaceAll(/\/etc\/(ssl|pki\/tls)\/certs/g, join(root, 'etc'));
    const env = { PATH: process.env.PATH, CI_PROJECT_DIR: root, SSL_CERT_FILE: join(root, '.tmp/certificates.pem'), COMPANY_CA: PEM };
    expect(spawnSync('sh', ['-ec', script], { cwd: root, env, encoding: 'utf8', timeout: 60_000 })).toMatchObject({ status: 0, stderr: '' });
    return readFileSync(join(root, '.tmp/certificates.pem'), 'utf8');
  }
});
