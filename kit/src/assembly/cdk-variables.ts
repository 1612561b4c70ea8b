import type { Environment } from '../kernel/environment';

/** Options that the CDK CLI would take from the environment, with their letters; what is not one of these is for other readers. */
const OPTIONS = [
  'all', 'app', 'asset-metadata', 'build', 'build-exclude', 'change-set-name', 'context', 'ec2creds', 'exclusively', 'execute', 'express', 'force', 'hotswap',
  'hotswap-fallback', 'ignore-errors', 'import-existing-resources', 'lookups', 'method', 'output', 'parameters', 'path-metadata', 'plugin', 'previous-parameters',
  'profile', 'region', 'require-approval', 'revert-drift', 'role-arn', 'staging', 'tags', 'toolkit-stack-name', 'unstable', 'watch', 'yes',
] as const;
const LETTERS = ['a', 'b', 'c', 'e', 'f', 'i', 'j', 'm', 'n', 'o', 'p', 'r', 't'] as const;

const NAMES = new Set<string>([...OPTIONS.map(plain), ...LETTERS]);

/**
 * Variables that the CDK CLI would take for options, in any spelling: yargs goes by the prefix CDK, with or without a
 * line behind it, and by neither case nor dashes.
 *
 * @see https://github.com/yargs/yargs-parser (env-prefix)
 */
export function cdkVariables(environment: Environment): string[] {
  return Object.keys(environment).filter((name) => environment[name] && /^cdk/i.test(name) && NAMES.has(plain(name.slice('cdk'.length))));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}
