import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pc from 'picocolors';
import type { PlanSource } from './document';
import { json } from './json';
import { markdown } from './markdown';
import { text } from './text';
import { redact } from '../../../kernel/redaction';

type PlanFormat = 'text' | 'markdown' | 'json';

const RENDERERS: Record<PlanFormat, (source: PlanSource) => string> = {
  // A job's log is no terminal, whatever picocolors makes of CI.
  text: (source) => text(source, pc.isColorSupported && process.stdout.isTTY === true),
  markdown,
  json,
};

/** A plan for people or programs; a property can hold what nobody should read. */
export function renderPlan(format: PlanFormat, source: PlanSource): string {
  return redact(RENDERERS[format](source));
}

export function writeReport(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${content}\n`);
}
