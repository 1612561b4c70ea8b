import type { Code } from './finding-table';

/** What the docker client prints, in its own words, by what it means. The first that fits counts. */
const MESSAGES: readonly (readonly [RegExp, Code])[] = [
  [/client version [\d.]+ is too (old|new)|(Minimum|Maximum) supported API version/i, 'DIND11'],
  [/no space left on device/i, 'DIND29'],
  [/cgroup mountpoint does not exist/i, 'DIND18'],
  [/HTTP request to an HTTPS server/i, 'DIND03'],
  [/server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/i, 'DIND26'],
  [/unable to resolve docker endpoint: open .*\.pem: no such file/i, 'DIND04'],
  [/unable to resolve docker endpoint: open .*\.pem|certificate required|could not (load|read) .*(X509 key pair|certificate)/i, 'DIND25'],
  [/x509: certificate is valid for .*, not |x509: cannot validate certificate for/i, 'DIND08'],
  [/x509: certificate signed by unknown authority/i, 'DIND07'],
  [/x509: certificate has expired or is not yet valid/i, 'DIND33'],
  [/permission denied while trying to connect/i, 'DIND27'],
  [/lookup [^ ]+.*(no such host|server misbehaving|temporary failure)/i, 'DIND05'],
  [/connection refused/i, 'DIND06'],
  [/did not end within|i\/o timeout|context deadline exceeded/i, 'DIND24'],
  [/executable file not found|ENOENT/, 'DIND23'],
  [/Cannot connect to the Docker daemon at unix:/i, 'DIND01'],
  [/Cannot connect to the Docker daemon at tcp:.*:2375/i, 'DIND02'],
  [/Cannot connect to the Docker daemon|error during connect/i, 'DIND06'],
];

/** What a message of the docker client means; DIND28 if it is not known. */
export function diagnoseClient(output: string): Code {
  return MESSAGES.find(([pattern]) => pattern.test(output))?.[1] ?? 'DIND28';
}

const PULL_MESSAGES: readonly (readonly [RegExp, Code])[] = [
  [/toomanyrequests|rate limit|429 Too Many/i, 'DIND16'],
  [/x509:|certificate/i, 'DIND19'],
  [/no space left on device/i, 'DIND29'],
  [/lookup [^ ]+.*(no such host|server misbehaving|temporary failure|i\/o timeout)/i, 'DIND14'],
  [/TLS handshake timeout|i\/o timeout|deadline exceeded|Client\.Timeout|connection (refused|reset)|did not end within|EOF/i, 'DIND34'],
  [/manifest unknown|not found|denied|unauthorized|no matching manifest|invalid reference|does not exist/i, 'DIND35'],
];

/** What a failed pull means; DIND28 if it is not known. */
export function diagnosePull(output: string): Code {
  return PULL_MESSAGES.find(([pattern]) => pattern.test(output))?.[1] ?? 'DIND28';
}
