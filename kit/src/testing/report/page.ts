import { type Picture, drawn } from './chart';
import { Html, html } from './escape';
import { anchorAt, failuresSection, warningsSection } from './findings';
import { bytes, counted, duration, signed, sum } from './format';
import { runTime } from './phase-chart';
import { type Report, appSaid, originOf, placeOf, proofOf, verdictOf } from './report';
import type { ReportFormat } from './report-format';
import { type Row, rowsOf } from './rows';
import { STYLE } from './style';
import { limitsTable, packagesTable } from './table';
import { recoloured } from './theme';
import { exitCodeOf } from '../result';

export const PAGE = 'test-reports/bundling/index.html';
export const page: ReportFormat = { file: PAGE, content: (source) => pageOf(source, source.pictures) };

/** The whole report as one page that loads nothing and runs nothing. */
export function pageOf(report: Report, pictures: readonly Picture[]): string {
  const { result, project } = report;
  const rows = rowsOf(report);
  const good = exitCodeOf(result) === 0;
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${verdictOf(result)} - bundles of ${project}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<p class="project">Bundles of ${project}</p>
<h1 class="${good ? 'good' : 'bad'}">${verdictOf(result)}</h1>
<p><span class="place ${result.runtime === 'local' ? 'warn' : ''}">${placeOf(result)}</span></p>
<p>${proofOf(result)}</p>
<p class="origin">${originOf(report)}</p>
${figures(report, rows)}
</header>
<main>
${failuresSection(rows, result.app)}${warningsSection(rows)}<section aria-labelledby="functions"><h2 id="functions">Functions</h2>
${limitsTable(rows, anchors(rows))}</section>
${pictures.map((picture) => html`<section aria-labelledby="${picture.name}"><h2 id="${picture.name}">${picture.title}</h2>
${figure(picture)}${picture.name === 'size' ? html`<details><summary>As a table</summary>${packagesTable(result.functions)}</details>
` : ''}</section>
`)}</main>
<footer>Made by npx projen test:bundling. The pictures are also files beside this one; result.json has all numbers.</footer>
</body>
</html>
`}`;
}

function figures({ result, baseline }: Report, rows: readonly Row[]): Html {
  const total = sum(rows.map(({ fn }) => fn.sizeBytes));
  const slowest = rows.filter(({ fn }) => fn.initMs !== undefined).sort((a, b) => b.fn.initMs! - a.fn.initMs!).at(0);
  const largest = rows.filter(({ fn }) => fn.sizeBytes !== undefined).sort((a, b) => b.fn.sizeBytes! - a.fn.sizeBytes!).at(0);
  const whole = runTime(result);
  const difference = sum(rows.map(({ sizeChange }) => sizeChange?.difference));
  return html`<dl class="figures">
<div><dt>Functions</dt><dd>${result.functions.length}<small>${appSaid(result.app)}</small></dd></div>
${largest ? html`<div><dt>Size, all together</dt><dd>${bytes(total)}<small>${
  baseline ? `${signed(difference, bytes)} since the last run` : 'unzipped'}</small></dd></div>
<div><dt>Largest</dt><dd>${bytes(largest.fn.sizeBytes!)}<small>${largest.fn.function}</small></dd></div>
` : ''}${slowest ? html`<div><dt>Slowest INIT</dt><dd>${duration(slowest.fn.initMs!)}<small>${slowest.fn.function}</small></dd></div>
` : ''}${whole === undefined ? '' : html`<div><dt>The run took</dt><dd>${duration(whole)}<small>${counted(result.phases.length, 'phase')}</small></dd></div>
`}</dl>`;
}

/** Once for wide screens and once for narrow ones: the other one is not there, for screen readers either. */
function figure(picture: Picture): Html {
  return html`${Object.entries(drawn(picture)).map(([width, { svg, note }]) => html`<figure class="${width}"><figcaption>${note}</figcaption>
${new Html(recoloured(svg))}</figure>
`)}`;
}

function anchors(rows: readonly Row[]): (row: Row) => string | undefined {
  const places = new Map(rows.map((row, i) => [row, row.failures.length > 0 ? anchorAt(i) : undefined]));
  return (row) => places.get(row);
}
