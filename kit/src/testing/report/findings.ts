import { type Html, html } from './escape';
import { counted } from './format';
import type { Row } from './rows';
import type { CheckOutcome } from '../outcome';
import { failed, words } from '../result';

/** From here on logs are folded, as nobody reads them one after the other. */
const OPEN_LOGS = 8;

/** What failed, of each function and of the app, with what to do. */
export function failuresSection(rows: readonly Row[], app: readonly CheckOutcome[]): Html {
  const groups = [
    ...rows.map((row, i) => ({ name: row.fn.function, failures: row.failures, anchor: anchorAt(i) })),
    { name: 'the app', failures: failed(app), anchor: 'failed-app' },
  ].filter(({ failures }) => failures.length > 0);
  if (groups.length === 0) return html``;
  const open = groups.flatMap(({ failures }) => failures).length <= OPEN_LOGS;
  return html`<section aria-labelledby="failures"><h2 id="failures">What failed</h2>
${groups.map(({ name, failures, anchor }) => html`<article id="${anchor}"><h3>${name}</h3>
${failures.map((check) => failure(check, open))}</article>
`)}</section>
`;
}

export function warningsSection(rows: readonly Row[]): Html {
  const all = rows.filter(({ fn }) => fn.warnings.length > 0);
  if (all.length === 0) return html``;
  const list = html`<ul class="warnings">
${all.flatMap(({ fn }) => fn.warnings.map((warning) => html`<li><b>${fn.function}</b>: ${warning.message}</li>
`))}</ul>`;
  const count = all.flatMap(({ fn }) => fn.warnings).length;
  return html`<section aria-labelledby="warnings"><h2 id="warnings">Warnings</h2>
${count <= OPEN_LOGS ? list : html`<details><summary>${counted(count, 'warning')} of ${counted(all.length, 'function')}</summary>${list}</details>`}</section>
`;
}

/** Where the failures of the row at this place are. */
export function anchorAt(i: number): string {
  return `failed-${i + 1}`;
}

function failure({ name, kind, message, fix, log }: CheckOutcome, open: boolean): Html {
  return html`<p><span class="kind">${words(kind)}</span> <b>${name}</b></p>
<p class="message">${message}</p>
${fix ? html`<p class="fix"><b>Fix:</b> ${fix}</p>
` : ''}${log ? html`<details${open ? html` open` : ''}><summary>Log of ${name}</summary><pre tabindex="0">${log}</pre></details>
` : ''}`;
}
