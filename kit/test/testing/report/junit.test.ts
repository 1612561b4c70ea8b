import { execFileSync } from 'node:child_process';
import type { CheckOutcome, OutcomeKind } from '../../../src/testing/outcome';
import { junitOf } from '../../../src/testing/report/junit';
import { functionResult, suiteResult } from '../results';

function check(kind: OutcomeKind, more: Partial<CheckOutcome> = {}): CheckOutcome {
  return { name: 'some.json', kind, message: 'it happened', ms: 12, ...more };
}

test('JUnit tells failures from what was not run, says where it ran, and takes any output', () => {
  const checks = [check('passed'), check('crash', { message: 'a <b> & "c"', log: 'x\u0000\u001b[31my ]]> é 😀 \ud800' }), check('not-run')];
  const xml = junitOf(suiteResult({ runtime: 'local', functions: [functionResult('orders', { sizeBytes: 5, checks })] }));
  expect(xml).toContain('<testsuite name="bundling (local): orders" tests="3" failures="1" errors="1" skipped="0">');
  expect(xml).toContain('message="crash: a &lt;b> &amp; &quot;c&quot;"');

  expect(xml).not.toMatch(/[\u0000\u001b]/);
  expect(xml).toContain('é 😀');
});

/** Texts and attributes, as Python's parser reads them. It ends with an error where the text is no XML. */
function parsed(xml: string): string[] {
  const program = `import json, sys, xml.etree.ElementTree as tree
print(json.dumps([text for one in tree.fromstring(sys.stdin.buffer.read()).iter() for text in [one.text or "", *one.attrib.values()]]))`;
  return JSON.parse(execFileSync('python3', ['-c', program], { input: xml, encoding: 'utf8', timeout: 20_000 })) as string[];
}

test.each([
  ['an end of CDATA', 'a ]]> b ]]> c'], ['nothing but such ends', ']]]]>]]>'], ['CDATA', '<![CDATA[ ]]> ]]>'], ['markup', '& < > " \' </failure>'],
  ['characters that XML has not', 'x\u0000\u001b\ud800\uffff é 😀'],
])('JUnit is XML whatever was printed: %s', (_, text) => {
  const checks = [check('crash', { name: text, message: text, fix: text, log: `${text}\n${text}` }), check('not-run', { message: text, log: text })];
  const texts = parsed(junitOf(suiteResult({ functions: [functionResult('orders', { checks })], app: [check('synth-error', { message: text })] })));

  const shown = text.replace(/[\u0000\u001b\ud800\uffff](?![\udc00-\udfff])/g, '\uFFFD').replaceAll(']]>', ']] >');
  expect(texts).toContain(`crash: ${shown}`);
  expect(texts).toContain(`${shown}\nfix: ${shown}\n\n${shown}\n${shown}`);
});
