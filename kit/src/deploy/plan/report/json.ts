import type { PlanSource } from './document';

const SCHEMA_VERSION = 1;

/** For programs: all of the plan, and where it is kept. */
export function json({ plan, file }: PlanSource): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, file, ...plan }, undefined, 2);
}
