import { existsSync } from 'node:fs';
import { homedir } from 'node:os';

/** The only module that reads the environment. Everything else is handed what it needs. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function environment(): Environment {
  return process.env;
}

export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** Folders in which to look for programs. */
export function searchPath(): string[] {
  return (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean);
}

const CERTIFICATE_VARIABLES = ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];
/** Where Debian, Red Hat and macOS keep the certificates that an administrator can add to. */
const SYSTEM_CERTIFICATES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

export function home(): string {
  return variable('HOME') ?? homedir();
}

/** The file of certificates that this machine trusts, a company's own among them. */
export function certificateFile(): string | undefined {
  return [...CERTIFICATE_VARIABLES.map(variable), ...SYSTEM_CERTIFICATES].find((path) => path && existsSync(path));
}

const INSTALLER_VARIABLE = new RegExp([
  '^(UV|PIP)_(DEFAULT_INDEX|INDEX|INDEX_URL|EXTRA_INDEX_URL|HTTP_TIMEOUT|INSECURE_HOST|TRUSTED_HOST|KEYRING_PROVIDER)$',
  '^UV_INDEX_.+_(USERNAME|PASSWORD)$',
  '^(https?|no|all)_proxy$',
].join('|'), 'i');

/** Settings of the network that an installer needs wherever it runs: indexes, proxies and the like. */
export function installerEnvironment(): Record<string, string> {
  const found = Object.entries(process.env).filter((entry): entry is [string, string] => INSTALLER_VARIABLE.test(entry[0]) && !!entry[1]);
  const variables = Object.fromEntries(found);
  // uv knows the newer names only.
  if (variables.PIP_INDEX_URL && !variables.UV_DEFAULT_INDEX) variables.UV_DEFAULT_INDEX = variables.PIP_INDEX_URL;
  if (variables.PIP_EXTRA_INDEX_URL && !variables.UV_INDEX) variables.UV_INDEX = variables.PIP_EXTRA_INDEX_URL;
  return variables;
}

/** Upper limit of every child's deadline in seconds, which BUNDLING_DEADLINE_SECONDS lowers: for jobs that must not hang, and for tests. */
export function deadlineLimit(): number {
  const seconds = Number(variable('BUNDLING_DEADLINE_SECONDS'));
  return seconds > 0 ? seconds : Number.POSITIVE_INFINITY;
}

/** For this process and its children. */
export function setVariable(name: string, value: string): void {
  process.env[name] = value;
}
