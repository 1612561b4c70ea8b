import type { ReportFormat } from './report-format';
import { documentOf } from '../result';

/** Of `result.json`, which scripts read. */
const SCHEMA_VERSION = 1;

export const resultDocument: ReportFormat = {
  file: 'test-reports/bundling/result.json',
  content: ({ result }) => `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...documentOf(result) }, undefined, 2)}\n`,
};
