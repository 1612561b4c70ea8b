import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type CommonOptions, print, printJson, reportingCommand, table } from './command';
import { type AssembledFunction, readAssembly } from '../assembly/assembly';
import { findStage } from '../assembly/cdk';
import { expectedCode } from '../assembly/expected-code';
import { type AssemblyOptions, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import type { SampleEvent } from '../config/sample-events';
import type { FunctionSettings } from '../config/settings';
import { thisWorkspace } from '../config/workspace';
import { stageClients } from '../deploy/clients';
import { describeForeign, foreignCode } from '../deploy/deployed-code';
import { type Clients, physicalName, smokeEvents } from '../deploy/invocation';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { ExitCode, Failure } from '../kernel/failure';
import { TerminalProgress } from '../kernel/progress';

interface Deployed {
  readonly assembled: AssembledFunction;
  readonly fn: FunctionSettings;
  readonly events: readonly SampleEvent[];
}

interface Result {
  readonly function: string;
  readonly check: string;
  readonly problem?: string;
}

export const program = takesAssembly(reportingCommand('smoke', 'Checks what was deployed to a stage: every function runs its artifact, is ready, may be invoked, and answers the events that functions.<name>.smoke of .projenrc.ts names.'))
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name: string | undefined, options: CommonOptions & AssemblyOptions) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const assembly = keptAssembly(workspace, stage, options);
    const functions = readAssembly(assembly).filter(({ record }) => record).map((assembled) => {
      const fn = workspace.settings.functions[assembled.record!.function];
      return { assembled, fn, events: smokeEvents(workspace, fn) }; // a bad one is told before anything is asked
    });
    const results = await withPipelineAccess(stage, 'deploy', async () => {
      const clients = { lambda: new LambdaClient({}), cloudFormation: new CloudFormationClient({}) };
      return new TerminalProgress().during(`${stage.name}: smoke test`, async (onLine) => {
        const found = await codeResults(assembly);
        for (const one of functions) {
          onLine(one.fn.name);
          found.push(...await check(clients, one));
        }
        return found;
      });
    });
    if (options.json) printJson({ stage: stage.name, results });
    else print(table([['FUNCTION', 'CHECK', 'RESULT'], ...results.map((result) => [result.function, result.check, result.problem ?? 'ok'])]));
    refuse(stage.name, results.filter(({ problem }) => problem));
  });

/** Whether each function runs its artifact. */
async function codeResults(assembly: string): Promise<Result[]> {
  const expected = expectedCode(assembly);
  const foreign = await foreignCode(stageClients(), expected);
  return expected.map((code) => {
    const other = foreign.find((one) => one.expected === code);
    return { function: code.function, check: 'runs its artifact', ...(other && { problem: describeForeign(other) }) };
  });
}

async function check(clients: Clients, { assembled, fn, events }: Deployed): Promise<Result[]> {
  const FunctionName = await physicalName(clients, assembled);
  const deployed = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const { State = 'Active', LastUpdateStatus = 'Successful', StateReason, LastUpdateStatusReason = 'no reason is given' } = deployed;
  const ready = State === 'Active' && LastUpdateStatus === 'Successful';
  const problem = ready ? undefined : `${State}, ${LastUpdateStatus}: ${StateReason ?? LastUpdateStatusReason}`;
  const results: Result[] = [{ function: fn.name, check: 'is ready', problem }];
  for (const { name, payload } of events) {
    results.push({ function: fn.name, check: `answers ${name}`, ...await problemOf(clients.lambda, { FunctionName, Payload: Buffer.from(payload) }) });
  }
  if (events.length === 0) {
    results.push({ function: fn.name, check: 'may be invoked (dry run)', ...await problemOf(clients.lambda, { FunctionName, InvocationType: InvocationType.DryRun }) });
  }
  return results;
}

async function problemOf(lambda: LambdaClient, input: InvokeCommand['input']): Promise<Pick<Result, 'problem'>> {
  try {
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand(input));
    return FunctionError ? { problem: Buffer.from(Payload ?? []).toString('utf8').slice(0, 500) } : {};
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function refuse(stage: string, failed: readonly Result[]): void {
  if (failed.length === 0) return;
  throw new Failure(`${stage} does not work: ${failed.length} checks failed`, {
    code: ExitCode.BAD_INPUT, where: [...new Set(failed.map((result) => result.function))].join(', '),
    fix: `press rollback-${stage} in the pipeline of the last version that worked, or fix the function`,
  });
}
