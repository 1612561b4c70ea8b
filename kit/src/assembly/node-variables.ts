import type { Environment } from '../kernel/environment';

/** Options of Node that load no code and send nobody elsewhere: memory, TLS and the network, and what is shown. */
const HARMLESS = new Set([
  'disable-warning', 'dns-result-order', 'enable-source-maps', 'max-http-header-size', 'max-old-space-size', 'max-semi-space-size', 'network-family-autoselection',
  'no-deprecation', 'no-network-family-autoselection', 'no-warnings', 'stack-trace-limit', 'tls-max-v1.2', 'tls-max-v1.3', 'tls-min-v1.2', 'tls-min-v1.3',
  'trace-deprecation', 'trace-uncaught', 'trace-warnings', 'use-bundled-ca', 'use-openssl-ca', 'use-system-ca',
]);

/** Places out of which Node, tsx and aws-cdk-lib take code or a context. */
const LOADING = ['CONTEXT_OVERFLOW_LOCATION_ENV', 'NODE_COMPILE_CACHE', 'NODE_PATH', 'TSX_TSCONFIG_PATH'] as const;

/**
 * Variables by which Node may load other code into the CDK CLI and the app.
 *
 * @see https://nodejs.org/api/cli.html (NODE_COMPILE_CACHE, NODE_OPTIONS, NODE_PATH)
 */
export function nodeVariables({ NODE_OPTIONS: options = '', ...others }: Environment): string[] {
  const isHarmless = options.split(/\s+/).filter(Boolean).every((word) => HARMLESS.has(/^--([^=]+)/.exec(word)?.[1] ?? ''));
  return [...(isHarmless ? [] : ['NODE_OPTIONS']), ...LOADING.filter((name) => others[name])];
}
