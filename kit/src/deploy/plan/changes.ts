import { ResourceImpact, diffTemplate } from '@aws-cdk/cloudformation-diff';
import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { type Resource, type Template, canonical, pathOf } from './template';
import { isObject } from '../../assembly/templates';

type ChangeAction = 'add' | 'modify' | 'remove' | 'import';

/** What becomes of one resource. */
export interface PlannedChange {
  readonly action: ChangeAction;
  readonly resource: string;
  /** Where it is in the app. */
  readonly path: string;
  readonly type: string;
  /** CloudFormation makes it anew, or may do so. */
  readonly replaced: 'no' | 'maybe' | 'yes';
  /** What is removed or replaced, and is kept outside of the stack. */
  readonly kept: boolean;
  readonly properties: readonly PropertyChange[];
}

export interface PropertyChange {
  readonly name: string;
  /** JSON text. @default - it had no value */
  readonly before?: string;
  /** JSON text. @default - it will have no value */
  readonly after?: string;
  /** Why the resource is made anew. */
  readonly recreates: boolean;
}

const ACTIONS: Readonly<Record<string, ChangeAction>> = { Add: 'add', Modify: 'modify', Remove: 'remove', Import: 'import', Dynamic: 'modify', SyncWithActual: 'modify' };
const REPLACED = { True: 'yes', Conditional: 'maybe', False: 'no' } as const;
const KEPT = new Set(['Retain', 'RetainExceptOnCreate', 'Snapshot']);

/** The changes of a change set; where CloudFormation tells no values, they are those of the two templates. */
export function changesOf(changes: readonly ResourceChange[], before: Template, after: Template): PlannedChange[] {
  return inOrder(changes.map((change) => {
    const id = change.LogicalResourceId ?? '';
    const [old, next] = [before.Resources?.[id], after.Resources?.[id]];
    const replaced = change.Replacement ? REPLACED[change.Replacement] : 'no';
    return plannedChange({
      action: ACTIONS[change.Action ?? ''] ?? 'modify', id, type: change.ResourceType ?? '', replaced, old, next, properties: propertiesOf(change, old, next),
    });
  }));
}

/**
 * The changes that follow from two templates, where CloudFormation cannot be asked yet. It is more than CloudFormation
 * would do, never less.
 */
export function changesBetween(before: Template, after: Template): PlannedChange[] {
  const replaced = { [ResourceImpact.WILL_REPLACE]: 'yes', [ResourceImpact.MAY_REPLACE]: 'maybe' } as Partial<Record<string, 'yes' | 'maybe'>>;
  return inOrder(Object.entries(diffTemplate(before, after).resources.changes).map(([id, change]) => {
    const [old, next] = [before.Resources?.[id], after.Resources?.[id]];
    return plannedChange({
      action: change.isAddition ? 'add' : change.isRemoval ? 'remove' : 'modify', id, type: change.newResourceType ?? change.oldResourceType ?? '',
      replaced: change.isAddition || change.isRemoval ? 'no' : replaced[change.changeImpact] ?? 'no', old, next, properties: between(old, next),
    });
  }));
}

/** What is lost when a plan is carried out: it comes first, and loud. */
export function isDestructive({ action, replaced }: PlannedChange): boolean {
  return action === 'remove' || replaced !== 'no';
}

function inOrder(changes: PlannedChange[]): PlannedChange[] {
  return changes.sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

interface Facts extends Pick<PlannedChange, 'action' | 'type' | 'replaced' | 'properties'> {
  readonly id: string;
  readonly old?: Resource;
  readonly next?: Resource;
}

function plannedChange({ action, id, type, replaced, old, next, properties }: Facts): PlannedChange {
  const policy = action === 'remove' ? old?.DeletionPolicy : old?.UpdateReplacePolicy;
  return {
    action, resource: id, path: pathOf(id, next ?? old), type, replaced, kept: KEPT.has(policy ?? ''),
    // All of a new resource is new; what goes is named, and is in the template that runs.
    properties: action === 'modify' ? properties : [],
  };
}

function propertiesOf({ Details = [] }: ResourceChange, old?: Resource, next?: Resource): PropertyChange[] {
  const targets = Details.flatMap(({ Target }) => (Target?.Attribute ? [Target] : []));
  const recreating = new Set(targets.filter((target) => target.RequiresRecreation === 'Always' || target.RequiresRecreation === 'Conditionally').map(({ Name }) => Name));
  const told = targets.filter((target) => target.BeforeValue !== undefined || target.AfterValue !== undefined).map((target) => ({
    name: target.Path?.replace(/^\/Properties\//, '').replaceAll('/', '.') ?? target.Name ?? target.Attribute!,
    before: target.BeforeValue, after: target.AfterValue, recreates: recreating.has(target.Name),
  }));
  // Two calls need not answer in the same order.
  const sorted = told.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  const unique = [...new Map(sorted.map((change) => [change.name, change])).values()];
  return unique.length > 0 ? unique : between(old, next).map((change) => ({ ...change, recreates: recreating.has(change.name.split('.')[0]) }));
}

/** The places where two resources differ, as deep as both are objects, or lists of the same length. */
function between(old?: Resource, next?: Resource): PropertyChange[] {
  return differences(old?.Properties ?? {}, next?.Properties ?? {}, []);
}

function differences(before: unknown, after: unknown, path: readonly string[]): PropertyChange[] {
  if (canonical(before) === canonical(after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => differences(item, after[i], [...path, String(i)]));
  }
  if (isPlain(before) && isPlain(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(before[name], after[name], [...path, name]));
  }
  return [{ name: path.join('.'), ...(before !== undefined && { before: canonical(before) }), ...(after !== undefined && { after: canonical(after) }), recreates: false }];
}

/** An object, but no intrinsic function: half of one says nothing. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}
