import { cdkVariables } from './cdk-variables';
import { nodeVariables } from './node-variables';
import { userConfig } from './user-config';
import type { StageSettings } from '../config/settings';
import type { Environment } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';

/** How many words behind an option are its values. */
type Values = 'none' | 'one' | 'several';

interface AllowedOption {
  readonly values: Values;
  /** One letter. */
  readonly short?: string;
  /** Why it cannot change what is deployed. */
  readonly because: string;
}

const SHOWN = 'it changes what is shown only';
const ASKED = 'it changes when a person is asked only';
const PACE = 'it changes the pace only';
const WATCHED = 'it changes who watches the deployment only';

/**
 * What production takes of the options of `cdk deploy`. All others are refused, also those that a later CDK CLI brings:
 * `--hotswap` passes CloudFormation by, `--app` and `--context` the guard, `--force` and `--method` the plan.
 */
const ALLOWED: Readonly<Record<string, AllowedOption>> = {
  'asset-build-concurrency': { values: 'one', because: PACE },
  'asset-parallelism': { values: 'none', because: PACE },
  'asset-prebuild': { values: 'none', because: PACE },
  'ci': { values: 'none', because: SHOWN },
  'color': { values: 'none', because: SHOWN },
  'concurrency': { values: 'one', because: PACE },
  'debug': { values: 'none', because: SHOWN },
  'monitoring-time-minutes': { values: 'one', because: WATCHED },
  'notification-arns': { values: 'several', because: WATCHED },
  'notices': { values: 'none', because: SHOWN },
  'outputs-file': { values: 'one', short: 'O', because: 'it writes down what was deployed' },
  'progress': { values: 'one', because: SHOWN },
  'require-approval': { values: 'one', because: ASKED },
  'rollback': { values: 'none', because: 'it changes what is left of a deployment that fails only' },
  'rollback-trigger-alarm-arns': { values: 'several', because: WATCHED },
  'trace': { values: 'none', because: SHOWN },
  'verbose': { values: 'none', short: 'v', because: SHOWN },
  'yes': { values: 'none', short: 'y', because: ASKED },
};

/** Commands that change a stage, or make what changes it. */
type Changing = 'assemble' | 'deploy' | 'plan' | 'rollback';

/**
 * Holds the arguments that people hand on to `cdk deploy`, and what the CDK CLI and Node would take from a person's own
 * machine, against what production takes.
 *
 * @throws Failure 64 with all of them, before anything else happens
 */
export function requireHarmlessArguments({ name, production }: StageSettings, cdkArguments: readonly string[], environment: Environment, home: string, command: Changing = 'deploy'): void {
  if (!production) return;
  const words = refusedWords(cdkArguments);
  const variables = [...cdkVariables(environment), ...nodeVariables(environment)];
  const config = userConfig(home);
  const fixes = [
    `leave it out: npx projen ${command} ${name}`,
    ...(variables.length > 0 ? [`after: unset ${variables.join(' ')}`] : []),
    ...(config.refused.length > 0 ? [`after taking ${config.refused.join(', ')} out of ${config.file}, or into the project's cdk.json`] : []),
  ];
  if (words.length + fixes.length === 1) return;
  throw new Failure(`${name} is production, and takes nothing that could go round its guard or its plan: ${[...words, ...variables, ...config.refused].join(', ')}`, {
    code: ExitCode.USAGE, where: words.length > 0 ? 'the arguments after --' : variables.length > 0 ? 'the environment' : config.file,
    fix: `${fixes.join(', ')}${words.length > 0 ? `. Production takes ${listAllowed()}` : ''}`,
  });
}

/** Words that are neither an allowed option, written in full, nor its values. */
function refusedWords(words: readonly string[]): string[] {
  const refused: string[] = [];
  let values: Values = 'none';
  for (const word of words) {
    if (!word.startsWith('-')) {
      if (values === 'none') refused.push(word);
      else if (values === 'one') values = 'none';
      continue;
    }
    const option = optionOf(word);
    if (!option) refused.push(word);
    values = option && !word.includes('=') ? option.values : 'none';
  }
  return refused;
}

function optionOf(word: string): AllowedOption | undefined {
  const [, no, name = '', value] = /^--(no-)?([a-z0-9-]+)(=.*)?$/s.exec(word) ?? [];
  if (name) {
    const option = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
    return option && !(no && (value !== undefined || option.values !== 'none')) ? option : undefined;
  }
  return Object.values(ALLOWED).find(({ short }) => short && word === `-${short}`);
}

function listAllowed(): string {
  return Object.keys(ALLOWED).map((name) => `--${name}`).join(', ');
}
