import { join } from 'node:path';
import { readAssets } from './assets';
import { type Artifact, manifestsOf, readJson } from './manifest';
import { BUNDLE_METADATA, type BundleRecord } from './record';
import { type AssembledTemplate, readTemplates } from './templates';

/** Where a resource is deployed. */
export interface ResourceAddress {
  /** Name of the outermost stack in CloudFormation. */
  readonly stack: string;
  /** Logical ids of the resources by which a nested stack is reached from there. */
  readonly nesting: readonly string[];
  readonly logicalId: string;
}

/** A Python function whose code is an asset, as one of the templates of a cloud assembly has it. */
export interface AssembledFunction extends ResourceAddress {
  readonly constructPath: string;
  readonly handler: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  /** Its variables; one whose value only CloudFormation knows is `undefined`. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What `PythonFunction` recorded; another construct records nothing. */
  readonly record?: BundleRecord;
}

/** A stack of an assembly. */
export interface AssembledStack {
  /** By which the CDK CLI selects it. */
  readonly id: string;
  /** Its name in CloudFormation. */
  readonly name: string;
  /** Path of its template. */
  readonly template: string;
  /** Where it is deployed to, unless the caller's region decides. */
  readonly region?: string;
}

/** What the CDK writes where an app names no region. */
const UNKNOWN_REGION = 'unknown-region';

/**
 * Every Python function of an assembly, of its nested stacks and nested assemblies.
 *
 * @throws Failure 65 when the folder is no assembly
 */
export function readAssembly(directory: string): AssembledFunction[] {
  const manifests = manifestsOf(directory);
  return readTemplates(directory, manifests, readAssets(directory, manifests)).templates.flatMap(functionsOf);
}

/** The stacks of an assembly and of its nested assemblies, each after those that it depends on. @throws Failure 65 when the folder is no assembly */
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

function stacksIn(directory: string, id: string, { type, displayName, environment, properties = {} }: Artifact): AssembledStack[] {
  if (type === 'cdk:cloud-assembly') return stacksOf(join(directory, properties.directoryName ?? ''));
  if (type !== 'aws:cloudformation:stack') return [];
  const region = environment?.split('/').at(-1);
  return [{
    id: displayName ?? id, name: properties.stackName ?? id, template: join(directory, properties.templateFile ?? ''),
    ...(region && region !== UNKNOWN_REGION && { region }),
  }];
}

function functionsOf({ root, nesting, template: { Resources = {} } }: AssembledTemplate): AssembledFunction[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {}, Metadata = {} }]) => {
    const code = Properties.Code as Record<string, unknown> | undefined;
    if (Type !== 'AWS::Lambda::Function' || !code || !('S3Key' in code)) return [];
    // A runtime that is only known to CloudFormation may be Python, too.
    if (typeof Properties.Runtime === 'string' && !Properties.Runtime.startsWith('python')) return [];
    return [{
      stack: root,
      nesting,
      logicalId,
      constructPath: String(Metadata['aws:cdk:path'] ?? logicalId),
      handler: String(Properties.Handler),
      memorySize: Number(Properties.MemorySize ?? 128),
      timeoutSeconds: Number(Properties.Timeout ?? 3),
      variables: variablesOf(Properties.Environment),
      record: Metadata[BUNDLE_METADATA] as BundleRecord | undefined,
    }];
  });
}

function variablesOf(property: unknown): Record<string, string | undefined> {
  const { Variables = {} } = (property ?? {}) as { Variables?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]));
}
