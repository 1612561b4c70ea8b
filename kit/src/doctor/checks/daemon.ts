import { existsSync, readFileSync } from 'node:fs';
import { type DoctorCheck, type CheckResult, type Examination, ask, failed, ok, skipped, timedOut, warning, words } from '../check';
import { diagnoseClient } from '../client-diagnosis';
import { inContainer } from '../place';
import { isDocker } from './client';

const INFO_SECONDS = 10;
const ROUTES = '/proc/net/route';
/** What Docker takes when it is told nothing. */
const USUAL_MTU = 1500;
/** Drivers that copy: `vfs`, and `native` of the containerd image store. */
const COPYING = /^(vfs|native)$/;

/** How the daemon keeps layers. */
export const storage: DoctorCheck = {
  needs: ['versions'],
  async run(examination) {
    if (!isDocker()) return [skipped('storage', 'only Docker is asked')];
    const result = await ask(examination, ['info', '--format', '{{json .Driver}}'], INFO_SECONDS);
    if (result.code !== 0) return [failed('storage', diagnoseClient(result.output), words(result), timedOut(result))];
    const driver = result.stdout.trim().replace(/"/g, '');
    return [COPYING.test(driver) ? warning('storage', 'DIND17', `the daemon keeps layers with the driver ${driver}`) : ok('storage', driver)];
  },
};

/** Whether containers send no larger packets than the network that they get to the world by. */
export const mtu: DoctorCheck = {
  needs: ['versions'],
  async run(examination) {
    if (!isDocker()) return [skipped('mtu', 'only Docker is asked')];
    const own = ownInterface();
    if (!own) return [skipped('mtu', 'this system does not tell its own')];
    const result = await ask(examination, ['network', 'inspect', 'bridge', '--format', '{{json .Options}}'], INFO_SECONDS);
    if (result.code !== 0) return [skipped('mtu', `there is no default network: ${words(result)}`)];
    return [judgeMtu(own, bridgeMtu(result.stdout), isServiceOf(examination))];
  },
};

interface Interface {
  readonly name: string;
  readonly mtu: number;
}

/** @param service - the daemon is on the same network as this job; on a host of its own, the host's network may see to it */
export function judgeMtu(own: Interface, bridge: number, service: boolean): CheckResult {
  const what = `containers use ${bridge}, ${own.name} here has ${own.mtu}`;
  if (bridge <= own.mtu) return ok('mtu', what);
  return service ? failed('mtu', 'DIND12', what) : warning('mtu', 'DIND12', what);
}

/** Whether the daemon runs beside a job, as its service, and not on this machine or far away. */
function isServiceOf({ endpoint, place }: Examination): boolean {
  return place !== 'laptop' && (endpoint.kind === 'tcp' || inContainer());
}

/** The interface of the default route in Linux's table of routes. */
export function defaultInterface(routes: string): string | undefined {
  const rows = routes.split('\n').map((line) => line.split(/\s+/));
  return rows.find(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')?.[0];
}

export function bridgeMtu(options: string): number {
  const { 'com.docker.network.driver.mtu': value } = (JSON.parse(options) ?? {}) as Record<string, string>;
  return Number(value) || USUAL_MTU;
}

function ownInterface(): Interface | undefined {
  if (!existsSync(ROUTES)) return undefined;
  const name = defaultInterface(readFileSync(ROUTES, 'utf8'));
  return name ? { name, mtu: Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8')) } : undefined;
}
