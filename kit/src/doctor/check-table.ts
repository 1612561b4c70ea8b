import type { CheckId, DoctorCheck } from './check';
import { buildx, client, versions } from './checks/client';
import { connection } from './checks/connection';
import { containers } from './checks/containers';
import { mtu, storage } from './checks/daemon';
import { disk } from './checks/disk';
import { pull } from './checks/pull';
import { settings } from './checks/settings';

/** What looks at each thing. In this order: each check stands on those before it. */
const CHECKS: Readonly<Record<CheckId, DoctorCheck>> = {
  client,
  buildx,
  disk,
  settings,
  port: connection,
  certificates: connection,
  answer: connection,
  versions,
  storage,
  mtu,
  space: containers,
  checkout: containers,
  temporary: containers,
  pull,
};

/** Each check once, with what it looks at. */
export const CHECKS_IN_ORDER: readonly (readonly [check: DoctorCheck, ids: readonly CheckId[]])[] = [...new Set(Object.values(CHECKS))]
  .map((check) => [check, (Object.keys(CHECKS) as CheckId[]).filter((id) => CHECKS[id] === check)]);
