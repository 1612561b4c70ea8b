import { stripVTControlCharacters } from 'node:util';
import { type CheckResult, failed, ok, skipped, warning } from '../../src/doctor/check';
import { PLACES } from '../../src/doctor/finding';
import { FINDINGS } from '../../src/doctor/finding-table';
import * as reporting from '../../src/doctor/report';

// Colours come and go with the environment, a pipeline's among it.
const { documentOf } = reporting;
const plain = stripVTControlCharacters;
const lineOf = (...args: Parameters<typeof reporting.lineOf>) => reporting.lineOf(...args) && plain(reporting.lineOf(...args)!);
const paragraphsOf = (...args: Parameters<typeof reporting.paragraphsOf>) => reporting.paragraphsOf(...args).map(plain);
const verdictOf = (...args: Parameters<typeof reporting.verdictOf>) => plain(reporting.verdictOf(...args));

const report = (...results: CheckResult[]) => ({ place: 'kubernetes' as const, seconds: 3.21, results });

test('a check is one line', () => {
  expect(lineOf(ok('versions', 'daemon 29'))).toBe('✔ versions          daemon 29');
  expect(lineOf(failed('port', 'DIND05', 'no such host'))).toBe("✖ name and port     The daemon's name does not resolve (DIND05)");
  expect(lineOf(skipped('pull', 'it needs: versions'))).toBeUndefined();
});

test('a finding is a paragraph with the fix for this place, and no line is too long', () => {
  const [paragraph] = paragraphsOf(report(failed('port', 'DIND05', 'tcp://docker:2376: no such host')), 80);
  const [title, ...lines] = paragraph.split('\n');
  expect(title).toBe("✖ DIND05 The daemon's name does not resolve");
  expect(lines[0]).toBe('  seen tcp://docker:2376: no such host');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(`fix ${FINDINGS.DIND05.fixes.kubernetes}`);
});

test('a finding that was made twice is told once, as the failure', () => {
  const results = [warning('settings', 'DIND15', 'a proxy'), failed('versions', 'DIND15', 'not reached')];
  expect(paragraphsOf(report(...results))).toEqual([expect.stringMatching(/^✖ DIND15 .*\n {2}seen not reached/)]);
  expect(verdictOf(report(...results))).toBe('✖ Docker cannot be used here: DIND15, 3.2 s');
});

test.each([
  [[], '✔ Docker can be used here, 3.2 s', 'ok', 0],
  [[warning('buildx', 'DIND22', '')], '✔ Docker can be used here, 1 warning, 3.2 s', 'warning', 0],
  [[warning('buildx', 'DIND22', ''), warning('mtu', 'DIND12', '')], '✔ Docker can be used here, 2 warnings, 3.2 s', 'warning', 0],
  [[failed('answer', 'DIND24', '', true)], '✖ Docker cannot be used here: DIND24, 3.2 s', 'failed', 75],
])('the verdict of %p is: %s', (results, line, verdict, exitCode) => {
  expect(verdictOf(report(...results))).toBe(line);
  expect(documentOf(report(...results))).toMatchObject({ verdict, exitCode, seconds: 3.2, place: 'kubernetes' });
});

test('programs are told everything, with the fixes for every place', () => {
  const { checks } = documentOf(report(ok('client', 'Docker 29'), failed('port', 'DIND05', 'no such host'), skipped('answer', 'it needs: port')));
  expect(checks).toEqual([
    { id: 'client', state: 'ok', what: 'Docker 29' },
    { id: 'port', state: 'failed', code: 'DIND05', what: 'no such host', title: FINDINGS.DIND05.title, why: FINDINGS.DIND05.why, fixes: FINDINGS.DIND05.fixes },
    { id: 'answer', state: 'skipped', what: 'it needs: port' },
  ]);
  expect(Object.keys(FINDINGS.DIND05.fixes)).toEqual([...PLACES]);
});
