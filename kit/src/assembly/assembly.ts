import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_METADATA, type BundleRecord } from './record';
import { ExitCode, Failure } from '../kernel/failure';

/** A Python function whose code is an asset, as one of the templates of a cloud assembly has it. */
export interface AssembledFunction {
  readonly stack: string;
  readonly logicalId: string;
  readonly constructPath: string;
  readonly handler: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  /** Its variables; one whose value only CloudFormation knows is `undefined`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Its code in the assembly: a zip, or a folder where it was not bundled. Nothing if no asset of the assembly is meant. */
  readonly file?: string;
  readonly assetHash?: string;
  /** What `PythonFunction` recorded; another construct records nothing. */
  readonly record?: BundleRecord;
}

/** A stack of an assembly. */
export interface AssembledStack {
  /** By which the CDK CLI selects it. */
  readonly id: string;
  /** Its name in CloudFormation. */
  readonly name: string;
}

interface AssetManifest {
  readonly files?: Record<string, { source: { path?: string; packaging?: string } }>;
}

interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
}

interface Template {
  readonly Resources?: Record<string, { Type: string; Properties?: Record<string, unknown>; Metadata?: Record<string, unknown> }>;
}

/**
 * Every Python function of an assembly, of its nested stacks and nested assemblies.
 *
 * @throws Failure 65 when the folder is no assembly
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloud-assembly-schema
 */
export function readAssembly(directory: string): AssembledFunction[] {
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(directory, 'manifest.json');
  const all = Object.entries(artifacts);
  const assets = Object.assign({}, ...all
    .filter(([, { type }]) => type === 'cdk:asset-manifest')
    .map(([, { properties }]) => readJson<AssetManifest>(directory, properties?.file ?? '').files ?? {})) as NonNullable<AssetManifest['files']>;
  const nestedTemplates = Object.values(assets).map(({ source }) => source.path ?? '').filter((path) => path.endsWith('.nested.template.json'));
  return [
    ...all.filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .flatMap(([id, { properties }]) => functionsOf(directory, properties?.stackName ?? id, properties?.templateFile ?? '', assets)),
    ...nestedTemplates.flatMap((file) => functionsOf(directory, file.replace('.nested.template.json', ''), file, assets)),
    ...all.filter(([, { type }]) => type === 'cdk:cloud-assembly')
      .flatMap(([, { properties }]) => readAssembly(join(directory, properties?.directoryName ?? ''))),
  ];
}

/** The stacks of an assembly and of its nested assemblies, each after those that it depends on. */
export function stacksOf(directory: string): AssembledStack[] {
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(directory, 'manifest.json');
  const seen = new Set<string>();
  const visit = (id: string): AssembledStack[] => {
    const artifact = artifacts[id];
    if (!artifact || seen.has(id)) return [];
    seen.add(id);
    const before = (artifact.dependencies ?? []).flatMap(visit);
    return [...before, ...stacksIn(directory, id, artifact)];
  };
  return Object.keys(artifacts).flatMap(visit);
}

function stacksIn(directory: string, id: string, { type, displayName, properties = {} }: Artifact): AssembledStack[] {
  if (type === 'cdk:cloud-assembly') return stacksOf(join(directory, properties.directoryName ?? ''));
  return type === 'aws:cloudformation:stack' ? [{ id: displayName ?? id, name: properties.stackName ?? id }] : [];
}

function functionsOf(directory: string, stack: string, file: string, assets: NonNullable<AssetManifest['files']>): AssembledFunction[] {
  const { Resources = {} } = readJson<Template>(directory, file);
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {}, Metadata = {} }]) => {
    const code = Properties.Code as Record<string, unknown> | undefined;
    if (Type !== 'AWS::Lambda::Function' || !code || !('S3Key' in code)) return [];
    // A runtime that is only known to CloudFormation may be Python, too.
    if (typeof Properties.Runtime === 'string' && !Properties.Runtime.startsWith('python')) return [];
    const assetHash = /[0-9a-f]{64}/.exec(JSON.stringify(code.S3Key))?.[0];
    const path = assetHash && assets[assetHash]?.source.path;
    return [{
      stack,
      logicalId,
      constructPath: String(Metadata['aws:cdk:path'] ?? logicalId),
      handler: String(Properties.Handler),
      memorySize: Number(Properties.MemorySize ?? 128),
      timeoutSeconds: Number(Properties.Timeout ?? 3),
      variables: variablesOf(Properties.Environment),
      assetHash,
      file: path ? join(directory, path) : undefined,
      record: Metadata[BUNDLE_METADATA] as BundleRecord | undefined,
    }];
  });
}

function variablesOf(property: unknown): Record<string, string | undefined> {
  const { Variables = {} } = (property ?? {}) as { Variables?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]));
}

function readJson<T>(directory: string, file: string): T {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;
  } catch (error) {
    throw new Failure(`there is no sound cloud assembly: ${(error as Error).message}`, {
      code: ExitCode.BAD_INPUT, where: directory, fix: 'make one: npx projen assemble <stage>',
    });
  }
}
