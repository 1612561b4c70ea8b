import { readFileSync } from 'node:fs';
import type { AssembledStack } from '../assembly/assembly';
import { BUNDLE_METADATA, type BundleRecord } from '../assembly/record';
import { changesBetween } from './plan/changes';
import type { CloudFormation } from './plan/cloudformation';
import { type CodeChange, codeChanges } from './plan/code';
import { type PermissionChange, permissionChanges } from './plan/permissions';
import { type Template, parseTemplate } from './plan/template';
import { isDenied } from './refusal';

/** How an assembly's stack differs from what is deployed. */
export interface StackDifference {
  readonly stack: string;
  /** Of CloudFormation; nothing where it is not there. */
  readonly status?: string;
  /** Nobody here may see what is deployed. */
  readonly unknown?: true;
  readonly functions: readonly FunctionDifference[];
  readonly resources: readonly ResourceDifference[];
  readonly permissions: readonly PermissionChange[];
}

interface FunctionDifference {
  readonly function: string;
  /** Keys of the bundles. */
  readonly now?: string;
  readonly then?: string;
  readonly packages: CodeChange['packages'];
}

interface ResourceDifference {
  readonly action: string;
  readonly path: string;
  readonly type: string;
  readonly replaced: boolean;
}

/** What would change in each stack if the assembly were deployed, by the two templates. */
export async function differencesOf(stacks: readonly AssembledStack[], cloudFormation: CloudFormation): Promise<StackDifference[]> {
  const found: StackDifference[] = [];
  for (const { name, template, region } of stacks) {
    try {
      const deployed = await cloudFormation.stack(name, region);
      const [before, after] = [deployed?.content ?? {}, parseTemplate(readFileSync(template, 'utf8'))];
      const [functions, resources] = [functionsOf(before, after), resourcesOf(before, after)];
      const permissions = permissionChanges(before, after);
      found.push({ stack: name, ...(deployed && { status: deployed.status }), functions, resources, permissions });
    } catch (error) {
      if (!isDenied(error)) throw error;
      found.push({ stack: name, unknown: true, functions: [], resources: [], permissions: [] });
    }
  }
  return found;
}

function functionsOf(before: Template, after: Template): FunctionDifference[] {
  const [now, then] = [keysOf(before), keysOf(after)];
  const packages = new Map(codeChanges(before, after).map((change) => [change.function, change.packages]));
  return [...new Set([...now.keys(), ...then.keys()])].sort().filter((name) => now.get(name) !== then.get(name))
    .map((name) => ({ function: name, now: now.get(name), then: then.get(name), packages: packages.get(name) ?? [] }));
}

function keysOf({ Resources = {} }: Template): Map<string, string> {
  return new Map(Object.values(Resources).flatMap(({ Metadata = {} }) => {
    const record = Metadata[BUNDLE_METADATA] as unknown as BundleRecord | undefined;
    return record ? [[record.function, record.key] as const] : [];
  }));
}

function resourcesOf(before: Template, after: Template): ResourceDifference[] {
  return changesBetween(before, after).map(({ action, path, type, replaced }) => ({ action, path, type, replaced: replaced !== 'no' }));
}
