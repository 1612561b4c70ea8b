import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure } from './failure';
import { BUNDLE_METADATA, type BundleRecord } from './record';

/** A Python function whose code is an asset, as one of the templates of a cloud assembly has it. */
export interface AssembledFunction {
  readonly stack: string;
  readonly logicalId: string;
  readonly constructPath: string;
  readonly handler: string;
  readonly memorySize: number;
  /** Folder of the staged code, or nothing if no asset of the assembly is meant. */
  readonly directory?: string;
  readonly assetHash?: string;
  /** What `PythonFunction` recorded; another construct records nothing. */
  readonly record?: BundleRecord;
}

interface AssetManifest {
  readonly files?: Record<string, { source: { path?: string; packaging?: string } }>;
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
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, { type: string; properties?: Record<string, string> }> }>(directory, 'manifest.json');
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
      assetHash,
      directory: path ? join(directory, path) : undefined,
      record: Metadata[BUNDLE_METADATA] as BundleRecord | undefined,
    }];
  });
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
