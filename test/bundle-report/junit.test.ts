import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { junitOf, writeJunit } from '../../src/bundle-report/junit';
import type { Check, Kind } from '../../src/bundle-test/outcome';
import { functionResult, suiteResult } from '../bundle-test/results';
import { temporaryFolder } from '../bundling/workspace';

function check(kind: Kind, more: Partial<Check> = {}): Check {
  return { name: 'some.json', kind, message: 'it happened', ms: 12, ...more };
}

test('JUnit tells failures from what was not run, says where it ran, and takes any output', () => {
  const checks = [check('passed'), check('crash', { message: 'a <b> & "c"', log: 'x\u0000\u001b[31my ]]> é 😀 \ud800' }), check('not-run')];
  const xml = junitOf(suiteResult({ runtime: 'local', functions: [functionResult('orders', { sizeBytes: 5, checks })] }));
  expect(xml).toContain('<testsuite name="bundling (local): orders" tests="3" failures="1" errors="1" skipped="0">');
  expect(xml).toContain('message="crash: a &lt;b> &amp; &quot;c&quot;"');
  // eslint-disable-next-line no-control-regex
  expect(xml).not.toMatch(/[\u0000\u001b]/);
  expect(xml).toContain('é 😀');
});

test('JUnit is written into a folder that may not be there', () => {
  const path = join(temporaryFolder(), 'reports', 'bundling.xml');
  writeJunit(path, suiteResult({ app: [check('passed', { name: 'synth' })] }));
  expect(readFileSync(path, 'utf8')).toContain('bundling (docker): the app');
});
