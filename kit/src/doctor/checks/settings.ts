import { type DoctorCheck, type Examination, failed, ok, warning } from '../check';
import { proxyFor } from '../proxy';

/** Where the client is told to look for its daemon. Whether it is right shows when it looks. */
export const settings: DoctorCheck = {
  needs: [],
  async run(examination) {
    const { endpoint, env } = examination;
    if (endpoint.kind === 'unknown context') return [failed('settings', 'DIND37', `${endpoint.address} does not exist`)];
    const proxy = endpoint.kind === 'tcp' ? proxyFor(endpoint, env) : undefined;
    if (!proxy) return [ok('settings', describe(examination))];
    return [warning('settings', 'DIND15', `${describe(examination)}, by way of the proxy ${proxy}`)];
  },
};

function describe({ endpoint, env }: Examination): string {
  const origin = env.DOCKER_HOST ? 'DOCKER_HOST=' : '';
  if (endpoint.kind !== 'tcp') return `${origin}${endpoint.address}`;
  const { tls } = endpoint;
  if (!tls) return `${origin}${endpoint.address}, without TLS`;
  return `${origin}${endpoint.address}, TLS with ${tls.folder}${tls.verify ? '' : ', not verified'}`;
}
