import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure } from '../kernel/failure';

/** What stacks need of the account that they are deployed to: the CDK's bootstrap, of this version at least. */
export interface BootstrapNeed {
  /** Name of the parameter that holds the version there is. */
  readonly parameter: string;
  readonly version: number;
  readonly qualifier: string;
}

/** Of aws-cdk-lib's default synthesizer. @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const DEFAULT_QUALIFIER = 'hnb659fds';
const DEFAULT_VERSION = 6;
const QUALIFIER_CONTEXT = '@aws-cdk/core:bootstrapQualifier';

interface Manifest {
  readonly artifacts?: Readonly<Record<string, {
    readonly type: string;
    readonly properties?: { readonly requiresBootstrapStackVersion?: number; readonly bootstrapStackVersionSsmParameter?: string };
  }>>;
}

/**
 * What the stacks of an assembly say; before there is one, what the CDK's default synthesizer will say of the project.
 *
 * @returns nothing where the stacks need no bootstrap
 * @throws Failure 78 when cdk.json cannot be read
 */
export function bootstrapNeed(root: string, assembly: string): BootstrapNeed | undefined {
  const manifest = join(assembly, 'manifest.json');
  if (!existsSync(manifest)) return ofProject(root);
  const { artifacts = {} } = read<Manifest>(manifest);
  const needs = Object.values(artifacts).flatMap(({ type, properties = {} }) => {
    const { requiresBootstrapStackVersion: version, bootstrapStackVersionSsmParameter: parameter } = properties;
    return type === 'aws:cloudformation:stack' && version && parameter ? [needOf(parameter, version)] : [];
  });
  return needs.sort((a, b) => b.version - a.version)[0];
}

function ofProject(root: string): BootstrapNeed {
  const file = join(root, 'cdk.json');
  const { context = {} } = existsSync(file) ? read<{ context?: Record<string, unknown> }>(file) : {};
  return needOf(`/cdk-bootstrap/${String(context[QUALIFIER_CONTEXT] ?? DEFAULT_QUALIFIER)}/version`, DEFAULT_VERSION);
}

function needOf(parameter: string, version: number): BootstrapNeed {
  return { parameter, version, qualifier: parameter.split('/')[2] ?? DEFAULT_QUALIFIER };
}

/** The options of `cdk bootstrap` that make what is needed. */
export function bootstrapOptions({ qualifier }: BootstrapNeed): string {
  return qualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${qualifier}`;
}

function read<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    throw new Failure(`it cannot be read: ${(error as Error).message}`, { code: ExitCode.BAD_CONFIG, where: file, fix: 'npx projen, or assemble the stage again' });
  }
}
