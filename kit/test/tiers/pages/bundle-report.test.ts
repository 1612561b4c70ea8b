import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type View, installBrowser, look } from './browser';
import { HOSTILE, hostileReport, reportOf, writtenBelow } from '../../testing/report/reports';

jest.setTimeout(400_000);

const local = reportOf(1);
const REPORTS = {
  one: { ...local, history: [], baseline: undefined, result: { ...local.result, runtime: 'local' as const } },
  twelve: reportOf(12),
  many: reportOf(200),
  hostile: hostileReport(),
};

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
let views: readonly View[];

beforeAll(async () => {
  installBrowser();
  const pages = Object.entries(REPORTS).map(([name, report]) => {
    return join(writtenBelow(join(folder, name), report), 'index.html');
  });
  const pictures = ['size', 'time', 'cold-starts', 'history'].map((name) => `<img alt="${name}" src="twelve/test-reports/bundling/${name}.svg">`);
  writeFileSync(join(folder, 'pictures.html'), `<!doctype html><html lang="en"><title>pictures</title><main><h1>pictures</h1>${pictures.join('')}</main></html>`);
  views = await look([...pages, join(folder, 'pictures.html')], join(folder, 'browser'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is seen of the pages in which something is wrong; nothing if all is well. */
function wrong(what: (view: View) => readonly string[]): Record<string, readonly string[]> {
  const pages = views.filter(({ path }) => path.endsWith('index.html'));
  expect(pages).toHaveLength(4 * Object.keys(REPORTS).length);
  return Object.fromEntries(pages.map((view) => [`${view.path} ${view.width} ${view.colorScheme}`, what(view)] as const).filter(([, found]) => found.length > 0));
}

test('a page says nothing in the console, whatever is in it', () => {
  expect(HOSTILE).toContain('<script>');
  expect(wrong(({ said }) => said)).toEqual({});
});

test('a page asks for nothing but itself', () => {
  expect(wrong(({ requests }) => requests.filter((url) => !url.endsWith('/index.html') && url !== 'data:,'))).toEqual({});
});

test('a page is as wide as the screen', () => {
  expect(wrong(({ scrollWidth, width }) => (scrollWidth > width ? [String(scrollWidth)] : []))).toEqual({});
});

test('a page is dark where people want it dark', () => {
  expect(wrong(({ background, colorScheme }) => ((background === 'rgb(255, 255, 255)') === (colorScheme === 'light') ? [] : [background]))).toEqual({});
});

test('a page can be read by everybody: contrast, names, structure', () => {
  expect(wrong(({ violations }) => violations)).toEqual({});
});

test('texts of pictures are in the picture, and not on one another', () => {
  expect(wrong(({ misplaced }) => misplaced.slice(0, 10))).toEqual({});
});

test('pictures can be shown by themselves', () => {
  const [view] = views.filter(({ path }) => path.endsWith('pictures.html'));
  expect(view.requests.filter((url) => url.endsWith('.svg'))).toHaveLength(4);
  expect(view.said).toEqual([]);
  expect(view.broken).toEqual([]);
});
