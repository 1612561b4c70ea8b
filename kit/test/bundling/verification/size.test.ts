import { distribution } from './packages';
import { sizeFindings } from '../../../src/bundling/verification/size';
import { SIZE_LIMIT } from '../../../src/config/code-size';

const sizes = (bytes: Readonly<Record<string, number>>) => new Map(Object.entries(bytes));

test('a bundle of exactly the limit is taken, and one byte more is not', () => {
  expect(sizeFindings(sizes({ 'model.bin': SIZE_LIMIT }), []).problems).toEqual([]);
  expect(sizeFindings(sizes({ 'model.bin': SIZE_LIMIT + 1 }), []).problems).toEqual([
    'it has 262144001 bytes unzipped, and Lambda takes 262144000; the largest parts: its own files 262.1 MB',
  ]);
});

test('from four fifths on there is a warning', () => {
  expect(sizeFindings(sizes({ 'model.bin': SIZE_LIMIT * 0.8 - 1 }), [])).toEqual({ problems: [], warnings: [] });
  expect(sizeFindings(sizes({ 'model.bin': SIZE_LIMIT * 0.8 }), [])).toEqual({ problems: [], warnings: ['it has 209.7 MB unzipped, 80 % of what Lambda takes; the largest parts: its own files 209.7 MB'] });
});

test('the ten largest packages are named, the largest first, by the files that they record', () => {
  const packages = [...Array(12).keys()].map((i) => distribution(`p${i}`, [`p${i}/a.so`, `p${i}.libs/b.so`]));
  const files = Object.fromEntries(packages.flatMap(({ name }, i) => [[`${name}/a.so`, i * 5_000_000], [`${name}.libs/b.so`, 1_000_000]]));
  const [problem] = sizeFindings(sizes(files), packages).problems;
  expect(problem).toContain('the largest parts: p11 1.0 56.0 MB, p10 1.0 51.0 MB, p9 1.0 46.0 MB');
  expect(problem.match(/ MB/g)).toHaveLength(10);
});
