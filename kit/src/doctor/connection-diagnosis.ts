import type { Observation } from './connection-probe';
import type { Endpoint } from './endpoint';
import type { Code } from './finding-table';
import type { Environment } from '../kernel/environment';

/** How long something that failed is worth another try: not at all, for a moment, or until the deadline. */
type Patience = 'none' | 'moment' | 'deadline';

export interface ConnectionFinding {
  readonly code: Code;
  readonly what: string;
  readonly patience: Patience;
}

const FOREIGN_AUTHORITY = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_SIGNATURE_FAILURE|ERR_SSL_.*ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|DECRYPT_ERROR))/;
const OUT_OF_DATE = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
const NO_CLIENT_CERTIFICATE = /^ERR_SSL_.*(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|NO_START_LINE|BAD_END_LINE|KEY_VALUES_MISMATCH|UNSUPPORTED)/;
const PLAIN = /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO|ERR_SSL_HTTP_REQUEST)$/;
const TLS_WANTED = /HTTP request to an HTTPS server/i;
const NO_FILE = /^(ENOENT|ENOTDIR)$/;
const NO_PERMISSION = /^(EACCES|EPERM)$/;

/** What one try to reach the daemon means. */
export function diagnoseConnection(observation: Observation, endpoint: Endpoint, env: Environment): ConnectionFinding {
  const { error = '', text } = observation;
  const seen = `${endpoint.address}: ${text}`;
  const found = (code: Code, patience: Patience, what = seen): ConnectionFinding => ({ code, patience, what });
  if (endpoint.kind === 'socket') return diagnoseSocket(error, endpoint.chosen, found);
  switch (observation.step) {
    case 'name': return found('DIND05', 'moment');
    case 'port': return diagnosePort(observation, endpoint, env, found);
    case 'certificates': return diagnoseFiles(observation, env, found);
    case 'handshake': return diagnoseHandshake(observation, endpoint, found);
    default: return TLS_WANTED.test(text) ? found('DIND03', 'none') : found('DIND24', 'deadline');
  }
}

type Found = (code: Code, patience: Patience, what?: string) => ConnectionFinding;

function diagnoseSocket(error: string, chosen: boolean, found: Found): ConnectionFinding {
  if (NO_PERMISSION.test(error)) return found('DIND27', 'none');
  if (NO_FILE.test(error)) return chosen ? found('DIND06', 'deadline') : found('DIND01', 'none');
  return found(error === 'ECONNREFUSED' ? 'DIND06' : 'DIND24', 'deadline');
}

function diagnosePort({ otherPort, error, text }: Observation, endpoint: Endpoint, env: Environment, found: Found): ConnectionFinding {
  if (otherPort !== undefined && error === 'ECONNREFUSED') {
    const what = `${endpoint.address}: ${text}, but something listens on port ${otherPort}`;
    const wantsTls = endpoint.kind === 'tcp' && endpoint.tls !== undefined;
    return found(otherPort === 2375 && wantsTls ? 'DIND26' : 'DIND02', 'none', what);
  }
  // Nothing listens yet, but when it does, it will not be here.
  const contradictory = endpoint.kind === 'tcp' && endpoint.port === 2375 && (env.DOCKER_TLS_VERIFY || env.DOCKER_TLS_CERTDIR);
  return found(contradictory ? 'DIND02' : error === 'TIMEOUT' ? 'DIND24' : 'DIND06', 'deadline');
}

/** The port is open, so the daemon has made its certificates. */
function diagnoseFiles({ error = '', text }: Observation, env: Environment, found: Found): ConnectionFinding {
  return found(NO_FILE.test(error) && /ca\.pem/.test(text) && env.DOCKER_CERT_PATH ? 'DIND04' : 'DIND25', 'moment');
}

function diagnoseHandshake({ error = '', text, names }: Observation, endpoint: Endpoint, found: Found): ConnectionFinding {
  if (error === 'ERR_TLS_CERT_ALTNAME_INVALID') return found('DIND08', 'none', `${endpoint.address}: the certificate is valid for ${names}`);
  if (FOREIGN_AUTHORITY.test(error)) return found('DIND07', 'moment');
  if (OUT_OF_DATE.test(error)) return found('DIND33', 'none');
  if (NO_CLIENT_CERTIFICATE.test(error)) return found('DIND25', 'moment');
  if (PLAIN.test(error)) return found('DIND26', 'none', `${endpoint.address} answers without TLS (${text.split('\n')[0].slice(0, 120)})`);
  return found('DIND24', 'deadline');
}
