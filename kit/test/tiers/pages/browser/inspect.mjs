// Opens the pages that it is given, as people with other screens do, and prints what it sees as JSON.
// It is a program of its own, as jest loads no ES modules and Chromium wants an environment of its own.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The rules take long for pages with more elements, which are of the same kinds as those of others. */
const MANY = 4000;
const pages = process.argv.slice(2);

const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox', '--disable-gpu'] });
try {
  const views = [];
  for (const path of pages) {
    for (const width of [390, 1280]) {
      for (const colorScheme of ['light', 'dark']) views.push(await look(path, width, colorScheme));
    }
  }
  process.stdout.write(JSON.stringify(views));
} finally {
  await browser.close();
}

async function look(path, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const said = [];
  const requests = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('dialog', (dialog) => { said.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  const measured = await page.evaluate(measure);
  const violations = measured.elements > MANY ? [] : await violationsOf(page);
  await context.close();
  return {
    path, width, colorScheme, said, requests, violations, ...measured,
  };
}

async function violationsOf(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], resultTypes: ['violations'],
  }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' ')}`);
}

/** Runs in the page: how wide it is, and texts of pictures that leave the picture or lie on one another. */
function measure() {
  const misplaced = [];
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const texts = [...svg.querySelectorAll('text')].map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }));
    for (const [i, { text, box }] of texts.entries()) {
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2) misplaced.push(`outside: ${text}`);
      for (const other of texts.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 2 && down > 4) misplaced.push(`on one another: ${text} | ${other.text}`);
      }
    }
  }
  const broken = [...document.images].filter(({ naturalWidth }) => naturalWidth === 0).map(({ src }) => src);
  return {
    broken, misplaced,
    elements: document.querySelectorAll('*').length,
    scrollWidth: document.documentElement.scrollWidth,
    background: getComputedStyle(document.body).backgroundColor,
  };
}
