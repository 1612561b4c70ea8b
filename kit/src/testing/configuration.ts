import { type Configuration } from './function-test';
import { DEFAULT_LIMITS } from './runtime';
import type { AssembledFunction } from '../assembly/assembly';

/**
 * What an assembly says of a function. Where several resources deploy it, the tightest limits count. A variable whose
 * value only CloudFormation knows gets one that is made up of its name.
 */
export function configurationOf(name: string, assembled: readonly AssembledFunction[]): Configuration {
  const found = assembled.filter(({ record }) => record?.function === name);
  const message = `no stack deploys it, so it ran with Lambda's ${DEFAULT_LIMITS.memoryMb} MB and ${DEFAULT_LIMITS.timeoutSeconds} s`;
  if (found.length === 0) return { limits: DEFAULT_LIMITS, variables: {}, warnings: [{ about: 'stack', message }] };
  const limits = {
    memoryMb: Math.min(...found.map(({ memorySize }) => memorySize)),
    timeoutSeconds: Math.min(...found.map(({ timeoutSeconds }) => timeoutSeconds)),
  };
  const variables = Object.entries(found[0].variables).map(([variable, value]) => [variable, value ?? madeUp(variable)]);
  return { limits, variables: Object.fromEntries(variables) as Record<string, string>, warnings: [] };
}

/** `TABLE_NAME` becomes `table-name`, which most names of AWS may look like. */
function madeUp(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}
