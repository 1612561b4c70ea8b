import { reportOf } from './reports';
import { drawn, standalone } from '../../../src/testing/report/chart';
import { coldStartPicture } from '../../../src/testing/report/cold-start-chart';
import { historyPicture } from '../../../src/testing/report/history-chart';
import { phasePicture } from '../../../src/testing/report/phase-chart';
import { picturesOf } from '../../../src/testing/report/pictures';
import { sizePicture } from '../../../src/testing/report/size-chart';
import { COLOURS, recoloured } from '../../../src/testing/report/theme';
import { functionResult, suiteResult } from '../results';

const GROUND = `fill="${COLOURS.ground[0]}"`;

test('pictures stand alone: with a ground, a title for screen readers and no reference to anything', () => {
  for (const picture of picturesOf(reportOf(12))) {
    const svg = standalone(picture);
    expect(svg).toMatch(new RegExp(`^<svg[^>]* role="img" [^>]*><title [^>]*>${picture.title}</title>\\s*<rect [^>]*${GROUND}`));
    expect(svg).not.toMatch(/href=|@import|url\((?!#)|<script|<style|ecmeta/);
  }
});

test('pictures in the page have no colour of their own', () => {
  for (const picture of picturesOf(reportOf(12))) {
    for (const { svg } of Object.values(drawn(picture))) {
      const painted = recoloured(svg).replace(/<defs ?>.*?<\/defs>/gs, ''); // clip paths
      const colours = [...painted.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
      expect(colours.filter((colour) => !/^(?:var\(--[\w-]+\)|none|transparent)$/.test(colour))).toEqual([]);
    }
  }
});

test('there is no picture of what was not measured', () => {
  const nothing = suiteResult({ functions: [functionResult('orders')] });
  for (const picture of [sizePicture(nothing), coldStartPicture(nothing), phasePicture(nothing)]) expect(picture).toBeUndefined();
});

test('packages and what has none are tiles', () => {
  const functions = [functionResult('orders', { sizeBytes: 30e6, packages: [{ name: 'numpy', version: '2.3.4', sizeBytes: 25e6 }, { name: '', version: '', sizeBytes: 5e6 }] })];
  const svg = standalone(sizePicture(suiteResult({ functions }))!);
  for (const text of ['orders', '30.0 MB', 'numpy 2.3.4', '25.0 MB', 'its own files', '5.0 MB']) expect(svg).toContain(text);
});

test('a cold start over its budget says so', () => {
  const base = functionResult('orders');
  const functions = [functionResult('orders', { initMs: 900, firstMs: 950, target: { ...base.target, budget: { initMs: 500 } } })];
  expect(standalone(coldStartPicture(suiteResult({ functions }))!)).toContain('900 ms, answer 950 ms, over 500 ms');
});

test('history compares runs of one kind only, and ends with this run', () => {
  const report = reportOf(3);
  expect(standalone(historyPicture(report)!)).toContain('c0ffee01');
  const local = report.history!.map((entry) => ({ ...entry, runtime: 'local' as const }));
  expect(historyPicture({ ...report, history: local })).toBeUndefined();
  expect(historyPicture({ ...report, history: [] })).toBeUndefined();
});
