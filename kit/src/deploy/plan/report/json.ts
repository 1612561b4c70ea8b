import type { PlanSource } from './document';
import { SCHEMA_VERSION } from '../../../config/commands';

/** For programs: all of the plan, and where it is kept. */
export function json({ plan, file }: PlanSource): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...(file && { file }), ...plan }, undefined, 2);
}
