import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dockerProgram } from '../../docker/docker';
import { type DoctorCheck, type CheckResult, type Examination, ask, failed, notFound, ok, skipped, timedOut, warning, words } from '../check';
import { diagnoseClient } from '../client-diagnosis';
import { isSsh } from '../endpoint';
import { proxyFor } from '../proxy';

const QUICK_SECONDS = 10;
/** The first daemon that knows version 2 of control groups. */
const OLDEST = [20, 10] as const;

interface Versions {
  readonly Client?: { readonly Version?: string; readonly ApiVersion?: string };
  readonly Server?: { readonly Version?: string; readonly ApiVersion?: string; readonly MinAPIVersion?: string } | null;
}

/** Whether there is a docker program; it is not asked for its daemon. */
export const client: DoctorCheck = {
  needs: [],
  async run(examination) {
    const result = await ask(examination, ['--version'], QUICK_SECONDS);
    const folder = examination.env.DOCKER_CERT_PATH;
    if (notFound(result) && folder && !existsSync(join(folder, 'ca.pem'))) {
      // The pipeline's daemon leaves its client beside its certificates.
      return [failed('client', 'DIND04', `there is no ${dockerProgram()} on the PATH, and no ca.pem in ${folder}`)];
    }
    if (notFound(result)) return [failed('client', 'DIND23', `there is no ${dockerProgram()} on the PATH`)];
    if (result.code === 0) return [ok('client', words(result))];
    return [failed('client', timedOut(result) ? 'DIND24' : 'DIND28', `${dockerProgram()} --version: ${words(result)}`, timedOut(result))];
  },
};

export const buildx: DoctorCheck = {
  needs: ['client'],
  async run(examination) {
    if (!isDocker()) return [skipped('buildx', `${dockerProgram()} builds by itself`)];
    const result = await ask(examination, ['buildx', 'version'], QUICK_SECONDS);
    return [result.code === 0 ? ok('buildx', words(result)) : warning('buildx', 'DIND22', words(result))];
  },
};

/** Whether client and daemon understand each other, through the client itself. */
export const versions: DoctorCheck = {
  needs: ['client', 'answer'],
  async run(examination) {
    const result = await ask(examination, ['version', '--format', '{{json .}}'], QUICK_SECONDS);
    return [result.code === 0 ? judgeVersions(parseVersions(result.stdout)) : refusal(examination, words(result), timedOut(result))];
  },
};

/** Docker itself; other programs named by CDK_DOCKER find their engine in their own way. */
export function isDocker(): boolean {
  return /(^|[\\/])docker[^\\/]*$/.test(dockerProgram());
}

export function judgeVersions({ Client, Server }: Versions): CheckResult {
  const range = Server?.MinAPIVersion ? `${Server.MinAPIVersion} to ${Server.ApiVersion}` : Server?.ApiVersion;
  const what = `daemon ${Server?.Version ?? 'unknown'}${range ? ` (API ${range})` : ''}, client ${Client?.Version ?? 'unknown'}`
    + (Client?.ApiVersion ? `, which speaks API ${Client.ApiVersion}` : '');
  return Server?.Version && isTooOld(Server.Version) ? warning('versions', 'DIND18', what) : ok('versions', what);
}

/** A client that is refused although its daemon answers the doctor. */
function refusal({ endpoint, env }: Examination, output: string, late: boolean): CheckResult {
  const code = diagnoseClient(output);
  const proxy = endpoint.kind === 'tcp' && code !== 'DIND11' ? proxyFor(endpoint, env) : undefined;
  if (isSsh(endpoint)) return failed('versions', 'DIND38', `${endpoint.address}: ${output}`, late);
  if (proxy) return failed('versions', 'DIND15', `the daemon answers, but not the client by way of the proxy ${proxy}: ${output}`);
  return failed('versions', code, output, late);
}

function isTooOld(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function parseVersions(text: string): Versions {
  try {
    return JSON.parse(text) as Versions;
  } catch {
    return {};
  }
}
