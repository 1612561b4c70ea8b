import type { DoctorFinding } from './finding';
import { CLIENT_FINDINGS } from './findings/client';
import { CONNECTION_FINDINGS } from './findings/connection';
import { DAEMON_FINDINGS } from './findings/daemon';
import { REGISTRY_FINDINGS } from './findings/registry';
import { LOG_FINDINGS } from './findings/service-log';

/** What the doctor can find itself. */
export const FINDINGS = { ...CLIENT_FINDINGS, ...CONNECTION_FINDINGS, ...DAEMON_FINDINGS, ...REGISTRY_FINDINGS };
export type Code = keyof typeof FINDINGS;

export const FINDING_GROUPS: readonly (readonly [title: string, findings: Readonly<Record<string, DoctorFinding>>])[] = [
  ['Client and settings', CLIENT_FINDINGS],
  ['The way to the daemon', CONNECTION_FINDINGS],
  ['The daemon', DAEMON_FINDINGS],
  ['The registry, with --pull', REGISTRY_FINDINGS],
  ["What only the service's log tells", LOG_FINDINGS],
];
