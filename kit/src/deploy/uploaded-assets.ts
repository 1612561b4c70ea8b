import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { BOUNDS } from './clients';
import { orNothing } from './refusal';
import { type FileAsset, hashOfFile, readAssets } from '../assembly/assets';
import { manifestsOf } from '../assembly/manifest';
import { zipDifference } from '../assembly/zip-content';
import { variable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { inParallel } from '../kernel/parallel';

/** Objects that are looked at, and perhaps read, at a time. */
const AT_A_TIME = 6;

const NO_OBJECT = ['NotFound', 'NoSuchKey', 'NoSuchBucket'];

/** Where the credentials at hand lead to, for the placeholders of asset manifests. */
interface CdkEnvironment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

/**
 * Looks at what is in the bucket already, under the keys of an assembly's assets. The CDK CLI uploads nothing to a key
 * that is taken, whatever is there, so other bytes would be deployed: of a function, or of the template itself.
 *
 * @throws Failure 65 with every object that is not what the assembly has
 */
export async function requireUntouchedObjects(stage: string, assembly: string, sts: STSClient): Promise<void> {
  const assets = [...readAssets(assembly, manifestsOf(assembly)).files.values()];
  if (assets.length === 0) return;
  const environment = await environmentOf(sts);
  const objects = assets.map((asset) => resolved(asset, environment));
  const clients = await clientsFor(sts, objects);
  const found = await inParallel(AT_A_TIME, objects, async (object) => ({ object, problem: await problemOf(clients.get(placeOf(object))!, object) }));
  const foreign = found.filter(({ problem }) => problem !== undefined);
  if (foreign.length === 0) return;
  throw new Failure(`objects in the bucket are not those of this assembly:\n${foreign.map(({ object: { bucket, key }, problem }) => `  - ${key} in ${bucket}: ${problem}`).join('\n')}`, {
    code: ExitCode.BAD_INPUT, where: stage,
    fix: `find out who put them there (CloudTrail, or the bucket's versions), remove them, and deploy again: ${foreign.map(({ object: { bucket, key } }) => `aws s3 rm s3://${bucket}/${key}`).join('; ')}`,
  });
}

/** What is wrong with the object that is there; nothing, if it is the asset's, or there is none yet. */
async function problemOf(client: S3Client, { bucket: Bucket, key: Key, source, packaging }: FileAsset): Promise<string | undefined> {
  const head = await orNothing(client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' })), NO_OBJECT);
  if (!head) return undefined;
  const read = async () => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body as AsyncIterable<Uint8Array>;
  if (packaging === 'zip') return zipDifference(await allOf(await read()), source);
  // A checksum of parts (`…-3`) is not that of the object.
  const told = head.ChecksumSHA256 && head.ChecksumType !== 'COMPOSITE' && !head.ChecksumSHA256.includes('-');
  const there = told ? Buffer.from(head.ChecksumSHA256!, 'base64').toString('hex') : await hashOf(await read());
  const expected = hashOfFile(source);
  return there === expected ? undefined : `its SHA-256 is ${there}, and not ${expected}`;
}

async function environmentOf(sts: STSClient): Promise<CdkEnvironment> {
  const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return { account: Account, region: await sts.config.region(), partition: Arn.split(':')[1] ?? 'aws' };
}

/** As cdk-assets replaces placeholders: in every text of a destination. */
function resolved(asset: FileAsset, { account, region, partition }: CdkEnvironment): FileAsset {
  const here = fill(asset.region ?? region, { account, region, partition });
  const text = (value: string) => fill(value, { account, region: here, partition });
  return { ...asset, bucket: text(asset.bucket), key: text(asset.key), region: here, ...(asset.roleArn && { roleArn: text(asset.roleArn) }) };
}

function fill(text: string, { account, region, partition }: CdkEnvironment): string {
  return text.replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region).replaceAll('${AWS::Partition}', partition);
}

function placeOf({ region, roleArn }: FileAsset): string {
  return `${region} ${roleArn}`;
}

async function clientsFor(sts: STSClient, objects: readonly FileAsset[]): Promise<Map<string, S3Client>> {
  const clients = new Map<string, S3Client>();
  for (const object of objects) {
    if (clients.has(placeOf(object))) continue;
    const credentials = object.roleArn ? await assume(sts, object.roleArn, object.externalId) : undefined;
    // A local AWS has no names for buckets.
    clients.set(placeOf(object), new S3Client({ ...BOUNDS, region: object.region, forcePathStyle: variable('AWS_ENDPOINT_URL') !== undefined, ...(credentials && { credentials }) }));
  }
  return clients;
}

/** The role that the CDK CLI uploads with; who may not assume it may perhaps read the bucket himself, as cdk-assets tries, too. */
async function assume(sts: STSClient, RoleArn: string, ExternalId?: string): Promise<Credentials | undefined> {
  const question = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'python-lambda-assets', ...(ExternalId && { ExternalId }) });
  const given = (await orNothing(sts.send(question), ['AccessDenied']))?.Credentials;
  return given && { accessKeyId: given.AccessKeyId!, secretAccessKey: given.SecretAccessKey!, sessionToken: given.SessionToken };
}

async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
