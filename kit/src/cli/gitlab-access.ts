import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { type CommonOptions, note, print, printJson, reportingCommand, table } from './command';
import { type AccountAccess, accountAccess, productionNeighbours } from '../access/account';
import { type SettingResult, checkSettings } from '../access/settings';
import { type PipelineRole, type Template, arnsOf, rolesOf } from '../access/template';
import { cdk, stageAndArguments } from '../assembly/cdk';
import { type Workspace, thisWorkspace } from '../config/workspace';
import { variable } from '../kernel/environment';
import { ExitCode } from '../kernel/failure';
import { appCommand } from '../kernel/program';
import { TerminalProgress } from '../kernel/progress';
import { redact } from '../kernel/redaction';

interface Options extends CommonOptions {
  readonly providerExists?: boolean;
  readonly print?: boolean;
  readonly check?: boolean;
}

/** What a person sets in GitLab. */
interface Variable {
  readonly name: string;
  readonly environment: string;
  readonly protected: boolean;
  readonly value: string;
}

const DIRECTORY = join('cdk.out', 'gitlab-access');

export const program = reportingCommand('gitlab:access', 'Deploys what lets GitLab pipelines into the account of a stage: the OpenID Connect provider, and two roles for each stage there.')
  .usage('[options] [stage] [-- <arguments for cdk>]')
  .argument('[stage...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--provider-exists', 'the account has a provider for this GitLab already: use it')
  .addHelpText('after', '\nBehind -- goes what is for cdk deploy, such as --profile.')
  .option('--print', 'only print the policies of the roles, for a review or for another tool; nothing is deployed')
  .option('--check', 'only look how the GitLab project is set, with the token in GITLAB_TOKEN; nothing is deployed, and nothing changed')
  .action(async (operands: string[], options: Options) => {
    const workspace = thisWorkspace();
    if (options.check) return showSettings(await checkSettings(workspace.settings, variable('GITLAB_TOKEN')), options);
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    const access = accountAccess(workspace.settings, stage);
    warn(access);
    const app = [
      '--app', appCommand('gitlab:access:app'), '--output', DIRECTORY, '--context', `stage=${stage.name}`,
      '--context', `providerExists=${options.providerExists === true}`, ...cdkArguments,
    ];
    if (options.print) {
      await new TerminalProgress().during(`${access.stack}: synth`, (onLine) => cdk(workspace, ['synth', '--quiet', ...app], { onLine }));
      return printPolicies(access, rolesOf(readJson(workspace, `${access.stack}.template.json`)), options);
    }
    await cdk(workspace, ['deploy', access.stack, ...app, '--outputs-file', join(DIRECTORY, 'outputs.json')], options.json ? { onLine: note } : {});
    const template = readJson<Template>(workspace, `${access.stack}.template.json`);
    const outputs = readJson<Record<string, Record<string, string>>>(workspace, 'outputs.json');
    printVariables(access, rolesOf(template), arnsOf(template, outputs[access.stack] ?? {}), options);
  });

const MARKS = { ok: pc.green('✔'), wrong: pc.red('✖'), unknown: pc.yellow('?') } as const;

/** Ends with 78 when a setting is wrong. What GitLab does not tell is said, and no failure. */
function showSettings(results: readonly SettingResult[], { json }: Options): void {
  const wrong = results.filter(({ state }) => state === 'wrong');
  if (json) {printJson({ settings: results });} else {
    for (const { state, title, what, fix } of results) print(redact(`${MARKS[state]} ${title}: ${what}${state === 'wrong' ? `\n  ${pc.dim('fix')} ${fix}` : ''}`));
    print(`\n${wrong.length} wrong, ${results.filter(({ state }) => state === 'unknown').length} not told, of ${results.length} settings`);
  }
  if (wrong.length > 0) process.exitCode = ExitCode.BAD_CONFIG;
}

function warn(access: AccountAccess): void {
  const neighbours = productionNeighbours(access);
  if (neighbours.length === 0) return;
  note(`${neighbours.join(' and ')} share an account and its CDK bootstrap roles: whoever deploys one can deploy the other. Give production its own account.`);
}

function printPolicies({ stack }: AccountAccess, roles: readonly PipelineRole[], { json }: Options): void {
  if (json) return printJson({ stack, roles });
  for (const { name, environment, region, trust, permissions, ...role } of roles) {
    print(`\n${name} of the environment ${environment} in ${region}, ${role.protected ? 'protected' : 'not protected'}:`);
    print(JSON.stringify({ trust, permissions }, undefined, 2));
  }
}

function printVariables(access: AccountAccess, roles: readonly PipelineRole[], arns: ReadonlyMap<string, string>, { json }: Options): void {
  const ofRoles = roles.map(({ logicalId, name, environment, ...role }) => ({ name, environment, protected: role.protected, value: arns.get(logicalId) ?? '' }));
  const variables: Variable[] = [...ofRoles, ...regionsOf(access, roles)];
  if (json) return printJson({ stack: access.stack, variables });
  print('\nSettings > CI/CD > Variables:');
  print(table([['VARIABLE', 'ENVIRONMENT', 'PROTECTED', 'VALUE'], ...variables.map((v) => [v.name, v.environment, v.protected ? 'yes' : 'no', v.value])]));
}

/** Stages without a region in `.projenrc.ts` are where a variable says; the roles were made for the region at hand. */
function regionsOf({ stages }: AccountAccess, roles: readonly PipelineRole[]): Variable[] {
  return stages.filter(({ region }) => !region).map(({ name: environment }) => {
    const value = roles.find((role) => role.environment === environment)?.region ?? '';
    return { name: 'AWS_REGION', environment, protected: false, value };
  });
}

function readJson<T>({ root }: Workspace, file: string): T {
  return JSON.parse(readFileSync(join(root, DIRECTORY, file), 'utf8')) as T;
}
