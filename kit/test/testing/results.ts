import type { FunctionResult } from '../../src/testing/function-test';
import type { SuiteResult } from '../../src/testing/result';

/** A result of a function that passed, with changes. */
export function functionResult(name: string, changes: Partial<FunctionResult> = {}): FunctionResult {
  return {
    function: name,
    target: { pythonVersion: '3.13', architecture: 'x86_64', entry: `lambda_src/${name}`, handler: 'handler.handler' },
    packages: [],
    warnings: [],
    checks: [],
    ...changes,
  };
}

export function suiteResult(changes: Partial<SuiteResult> = {}): SuiteResult {
  return { runtime: 'docker', functions: [], app: [], phases: [], ...changes };
}
