import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Picture, standalone } from './chart';
import { pageOf } from './page';
import { picturesOf } from './pictures';
import type { Report } from './report';
import { summaryOf } from './summary';
import { documentOf } from '../result';

export type { Report } from './report';

/** Of `result.json`, which scripts read. */
const SCHEMA_VERSION = 1;
const PICTURES: readonly Picture['name'][] = ['size', 'cold-starts', 'time', 'history'];

/** Writes what people look at: a page, its pictures as files, a summary in Markdown, and the result for scripts. */
export function writeReports(folder: string, report: Report): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  const pictures = picturesOf(report);
  // One of an earlier run would be taken for one of this run.
  for (const name of PICTURES) rmSync(join(folder, `${name}.svg`), { force: true });
  for (const picture of pictures) write(`${picture.name}.svg`, standalone(picture));
  write('summary.md', summaryOf(report));
  write('result.json', `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...documentOf(report.result) }, undefined, 2)}\n`);
  write('index.html', pageOf(report, pictures));
}
