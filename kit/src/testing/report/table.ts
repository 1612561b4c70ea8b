import { type Html, html } from './escape';
import { bytes, duration, percent } from './format';
import { type Change, type Row, type Usage, describeShare, standing } from './rows';
import { OWN_FILES, partsOf } from './size-chart';
import type { FunctionResult } from '../function-test';
import { words } from '../result';

const PACKAGES = 10;

/** Every function against its limits, with changes. */
export function limitsTable(rows: readonly Row[], anchorOf: (row: Row) => string | undefined): Html {
  return scrolling('Functions and their limits', html`<table>
<caption>Size, INIT and memory of each function against what Lambda or its budget allows</caption>
<thead><tr><th scope="col">Function</th><th scope="col">Result</th><th scope="col">Size</th><th scope="col">INIT</th><th scope="col">First answer</th><th
 scope="col">Memory</th><th scope="col">Slowest event</th><th scope="col">Bundling</th></tr></thead>
<tbody>
${rows.map((row) => html`<tr><th scope="row">${row.fn.function}<small>${about(row.fn)}</small></th><td>${result(row, anchorOf(row))}</td>${
  cell(row.size, row.sizeChange)}${cell(row.init, row.initChange)}${plainCell(row.fn.firstMs)}${cell(row.memory)}${cell(row.time)}${
  row.fn.sizeBytes === undefined ? plainCell(undefined) : plainCell(row.fn.bundleMs, 'was there')}</tr>
`)}</tbody>
</table>`);
}

/** What the size picture shows, in numbers. */
export function packagesTable(functions: readonly FunctionResult[]): Html {
  return scrolling('Packages of each function', html`<table>
<caption>The ${PACKAGES} largest packages of each function, unzipped</caption>
<thead><tr><th scope="col">Function</th><th scope="col">Package</th><th scope="col">Version</th><th scope="col" class="number">Size</th><th
 scope="col" class="number">Share</th></tr></thead>
${functions.filter(({ sizeBytes }) => sizeBytes !== undefined).map((fn) => packageRows(fn))}</table>`);
}

function packageRows(fn: FunctionResult): Html {
  const all = partsOf(fn);
  const shown = all.slice(0, PACKAGES);
  const left = all.length - shown.length;
  return html`<tbody>
${shown.map(({ name, version, sizeBytes }, i) => html`<tr>${i === 0 ? html`<th scope="rowgroup" rowspan="${shown.length + (left > 0 ? 1 : 0)}">${fn.function}</th>` : ''}<td>${
  name || OWN_FILES}</td><td>${version}</td><td class="number">${bytes(sizeBytes)}</td><td class="number">${percent(fn.sizeBytes ? sizeBytes / fn.sizeBytes : 0)}</td></tr>
`)}${left > 0 ? html`<tr><td colspan="4">and ${left} smaller ones</td></tr>` : ''}</tbody>
`;
}

function result({ failures, fn }: Row, anchor: string | undefined): Html {
  if (failures.length === 0) return html`<span class="good">passed</span> <small>${fn.checks.length} checks</small>`;
  const kinds = [...new Set(failures.map(({ kind }) => words(kind)))].join(', ');
  return anchor ? html`<a class="bad" href="#${anchor}">${kinds}</a>` : html`<span class="bad">${kinds}</span>`;
}

function cell(usage: Usage | undefined, change?: Change): Html {
  if (!usage) return html`<td>–</td>`;
  return html`<td>${usage.value}${change ? html` <span class="change">${change.text}</span>` : ''}${usage.share === undefined ? '' : meter(usage, usage.share)}</td>`;
}

function meter(usage: Usage, share: number): Html {
  const state = standing(usage);
  return html`<span class="meter ${state ?? ''}" style="--share:${Math.min(100, Math.round(share * 100))}%"></span><small>${
    describeShare(usage)}${state ? html` <b class="${state === 'over' ? 'bad' : 'warn'}">${state}</b>` : ''}</small>`;
}

function plainCell(ms: number | undefined, otherwise = '–'): Html {
  return html`<td>${ms === undefined ? otherwise : duration(ms)}</td>`;
}

function about({ target: { pythonVersion, architecture }, mode }: FunctionResult): string {
  return `Python ${pythonVersion}, ${architecture}${mode ? `, bundled ${mode}` : ', not bundled'}`;
}

/** A table that is too wide for a screen moves in its own box, by keyboard too. */
function scrolling(name: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${table}</div>`;
}
