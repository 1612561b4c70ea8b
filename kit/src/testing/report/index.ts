import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeQuality } from './code-quality';
import { junit } from './junit';
import { page } from './page';
import { pictures, picturesOf } from './pictures';
import type { ReportFormat, ReportSource } from './report-format';
import { resultDocument } from './result-document';
import { sbom } from './sbom';
import { summary } from './summary';

export { PAGE } from './page';
export { JUNIT } from './junit';

type FormatName = 'junit' | 'code-quality' | 'sbom' | 'pictures' | 'summary' | 'result' | 'page';

/** Written in this order. */
const FORMATS: Readonly<Record<FormatName, ReportFormat>> = {
  'junit': junit,
  'code-quality': codeQuality,
  'sbom': sbom,
  'pictures': pictures,
  'summary': summary,
  'result': resultDocument,
  'page': page,
};

/** Writes a run in every format, for people, for GitLab and for scripts. */
export function writeReports(run: Omit<ReportSource, 'pictures'>): void {
  const source = { ...run, pictures: picturesOf(run) };
  for (const format of Object.values(FORMATS)) writeReport(format, source);
}

function writeReport(format: ReportFormat, source: ReportSource): void {
  if ('file' in format) {
    const path = join(source.root, format.file);
    mkdirSync(dirname(path), { recursive: true });
    return writeFileSync(path, format.content(source));
  }
  const folder = join(source.root, format.folder);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((file) => format.own.test(file))) rmSync(join(folder, name));
  for (const [name, content] of Object.entries(format.contents(source))) writeFileSync(join(folder, name), content);
}
