import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf, writtenBelow } from './reports';
import type { Report } from '../../../src/testing/report/report';
import { documentOf } from '../../../src/testing/result';
import { temporaryFolder } from '../../project/workspace';

function written(report: Report, root = temporaryFolder()): Record<string, string> {
  const folder = writtenBelow(root, report);
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('a page, its pictures, a summary and the result are written', () => {
  expect(Object.keys(written(reportOf(2))).sort()).toEqual([
    'cold-starts.svg', 'history.svg', 'index.html', 'result.json', 'size.svg', 'summary.md', 'time.svg',
  ]);
});

test('the same report gives the same bytes', () => {
  expect(written(reportOf(12))).toEqual(written(reportOf(12)));
});

test('the result is for scripts, with a version', () => {
  const report = reportOf(2);
  expect(JSON.parse(written(report)['result.json'])).toEqual({ schemaVersion: 1, ...JSON.parse(JSON.stringify(documentOf(report.result))) });
});

test('a picture of an earlier run does not stay', () => {
  const root = temporaryFolder();
  expect(Object.keys(written(reportOf(2), root))).toContain('history.svg');
  const names = Object.keys(written({ ...reportOf(2), history: [] }, root));
  expect(names).not.toContain('history.svg');
  expect(names).toContain('size.svg');
});

test('what GitLab reads is beside them', () => {
  const root = temporaryFolder();
  written(reportOf(2), root);
  expect(readdirSync(join(root, 'test-reports')).sort()).toEqual(['bundling', 'bundling-quality.json', 'bundling.xml', 'sbom']);
});

test('nothing of the environment gets into them', () => {
  process.env.SOME_TOKEN = 'glpat-of-this-process';
  const texts = Object.values(written(reportOf(2))).join('\n');
  expect(texts).not.toContain('glpat-of-this-process');
  expect(texts).not.toContain(process.cwd());
  delete process.env.SOME_TOKEN;
});

test('200 functions are bounded', () => {
  const folder = writtenBelow(temporaryFolder(), reportOf(200));
  const total = readdirSync(folder).map((name) => statSync(join(folder, name)).size).reduce((sum, size) => sum + size, 0);
  expect(total).toBeLessThan(2_000_000);
});
