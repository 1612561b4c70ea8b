import { type CloudFormationClient, DescribeStackResourceCommand, type DescribeStackResourceCommandOutput } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { StageClients } from './clients';
import { orNothing } from './refusal';
import { NO_STACK } from './stacks';
import type { ResourceAddress } from '../assembly/assembly';
import type { ExpectedCode } from '../assembly/expected-code';
import { ExitCode, Failure } from '../kernel/failure';
import { inParallel } from '../kernel/parallel';

/** Questions to Lambda at a time, which throttles those who ask many. */
const AT_A_TIME = 5;

/** What asks AWS which code runs. */
type CodeClients = Pick<StageClients, 'cloudFormation' | 'lambda'>;

/** A function that does not run what its template says. */
interface ForeignCode {
  readonly expected: ExpectedCode;
  /** Its name in Lambda; nothing where it is not there. */
  readonly name?: string;
  /** The alias or version that runs it; the newest code otherwise. */
  readonly qualifier?: string;
  /** SHA-256 as hex of what it runs. */
  readonly runs?: string;
}

/**
 * Compares the code that Lambda runs with the artifacts that were meant: `CodeSha256` is the SHA-256 of the zip.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export async function foreignCode(clients: CodeClients, expected: readonly ExpectedCode[]): Promise<ForeignCode[]> {
  const found = await inParallel(AT_A_TIME, expected, async (code): Promise<ForeignCode | undefined> => {
    const place = physicalIdOf(clients.cloudFormation(code.region), code);
    const name = await (code.conditional ? orNothing(place, NO_STACK) : place); // which CloudFormation answers of a resource, too
    if (name === undefined) return code.conditional ? undefined : { expected: code };
    const Qualifier = await qualifierOf(clients.cloudFormation(code.region), code);
    const { CodeSha256 } = await clients.lambda(code.region).send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier }));
    const runs = Buffer.from(CodeSha256 ?? '', 'base64').toString('hex');
    return runs === code.artifact ? undefined : { expected: code, name, runs, ...(Qualifier && { qualifier: Qualifier }) };
  });
  return found.filter((one) => one !== undefined);
}

/** A version's number is the end of its ARN. */
async function qualifierOf(client: CloudFormationClient, { by, ...place }: ExpectedCode): Promise<string | undefined> {
  if (!by) return undefined;
  if ('alias' in by) return by.alias;
  return (await physicalIdOf(client, { ...place, logicalId: by.version }))?.split(':').at(-1);
}

/** @throws Failure 65 when a function runs something else, with what and how it gets back */
export async function requireDeployedCode(stage: string, clients: CodeClients, expected: readonly ExpectedCode[]): Promise<void> {
  refuseForeignCode(stage, await foreignCode(clients, expected));
}

/** @throws Failure 65 unless there is none */
function refuseForeignCode(stage: string, foreign: readonly ForeignCode[]): void {
  if (foreign.length === 0) return;
  throw new Failure(`${stage} runs code that was not deployed to it:\n${foreign.map((one) => `  - ${describeForeign(one)}`).join('\n')}`, {
    code: ExitCode.BAD_INPUT, where: foreign.map(({ expected }) => expected.function).join(', '),
    fix: `find out who changed it (CloudTrail: UpdateFunctionCode). CloudFormation does not see it, so give each its own code back: ${restoring(foreign)}`,
  });
}

/** One line for people. */
export function describeForeign({ expected, name, qualifier, runs }: ForeignCode): string {
  if (name === undefined) return `${expected.function}: ${expected.logicalId} is not there`;
  return `${expected.function} (${[name, ...(qualifier ? [qualifier] : [])].join(':')}) runs ${runs || 'nothing that Lambda tells'}, and its artifact is ${expected.artifact}`;
}

function restoring(foreign: readonly ForeignCode[]): string {
  return foreign.map(({ expected: { by, artifact }, name = '<function>' }) => (by && 'alias' in by
    ? `aws lambda update-alias --function-name ${name} --name ${by.alias} --function-version <the version of this deployment>`
    : `aws lambda update-function-code --function-name ${name} --s3-bucket <bucket of the assets> --s3-key ${artifact}.zip`)).join('; ');
}

/** The name that CloudFormation gave to a resource, also of a nested stack. */
export async function physicalIdOf(client: CloudFormationClient, { stack, nesting, logicalId }: ResourceAddress): Promise<string | undefined> {
  let name: string | undefined = stack;
  for (const id of [...nesting, logicalId]) {
    if (name === undefined) return undefined;
    const question = new DescribeStackResourceCommand({ StackName: name, LogicalResourceId: id });
    const resource: DescribeStackResourceCommandOutput = await client.send(question);
    name = resource.StackResourceDetail?.PhysicalResourceId;
  }
  return name;
}
