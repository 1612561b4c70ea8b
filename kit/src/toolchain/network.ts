import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent } from 'undici';
import { certificateFile } from '../kernel/environment';
import { redact } from '../kernel/redaction';

/** Sends requests through the proxy and with the certificates that this machine is set up for. */
export function dispatcher(): EnvHttpProxyAgent {
  const file = certificateFile();
  const ca = file ? [...rootCertificates, readFileSync(file, 'utf8')] : undefined;
  return new EnvHttpProxyAgent({ connect: { ca }, requestTls: { ca } });
}

/** Why a request failed, without secrets. */
export function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as Error | undefined)?.message || error.message : String(error);
  return redact(cause);
}
