import { inWords, packageWords, propertyWords, sizeWords } from './words';
import { ACCEPT_VARIABLE } from '../../../config/settings';
import { type PlannedChange, type PropertyChange, isDestructive } from '../changes';
import type { CodeChange } from '../code';
import type { PermissionChange } from '../permissions';
import type { Plan, PlannedStack } from '../plan';

/** A plan as people read it, whatever they read it in: what is lost and what is allowed first. */
interface PlanDocument {
  readonly title: string;
  readonly facts: readonly string[];
  /** In one sentence each, the worst first. */
  readonly verdict: readonly { readonly text: string; readonly loud: boolean }[];
  readonly sections: readonly Section[];
  readonly next: readonly { readonly text: string; readonly command?: string }[];
}

export interface Section {
  readonly title: string;
  readonly loud: boolean;
  readonly groups: readonly { readonly stack: string; readonly entries: readonly Entry[] }[];
}

export interface Entry {
  readonly label: string;
  readonly subject: string;
  readonly details: readonly string[];
}

/** A plan, or what one would show. */
export interface PlanSource {
  readonly plan: Plan;
  /** Where the plan is kept, which is part of how it is carried out. @default - nothing was prepared, so there is no plan yet */
  readonly file?: string;
}

/** Of no meaning to anybody but AWS. */
const NOISE = new Set(['AWS::CDK::Metadata']);

export function planDocument({ plan, file }: PlanSource): PlanDocument {
  const { id, stage, account, region, digest, stacks } = plan;
  return {
    title: file ? `Plan for ${stage}` : `What would change in ${stage}`,
    facts: [...(file ? [`plan ${id}`] : []), `account ${account}, ${region}`, `assembly ${digest.slice(0, 16)}`],
    verdict: verdictOf(stacks),
    sections: [
      section('Lost', true, stacks, (stack) => visible(stack).filter(isDestructive).sort(bySeverity).map(lost)),
      section('Allowed from now on', true, stacks, ({ permissions }) => permissions.filter(({ broadens }) => broadens).map(permission)),
      section('Allowed no more', false, stacks, ({ permissions }) => permissions.filter(({ broadens }) => !broadens).map(permission)),
      section('Code', false, stacks, ({ code }) => code.map(codeEntry)),
      section('Changed in place', false, stacks, (stack) => visible(stack).filter(isInPlace).map(changed)),
      section('New', false, stacks, (stack) => visible(stack).filter(({ action }) => action === 'add').map(added)),
      section('Made when the stacks before are deployed', false, stacks, waiting),
    ].filter(({ groups }) => groups.length > 0),
    next: nextSteps(plan, file),
  };
}

/** Whether a person has to accept a plan by its id. */
function needsAcceptance({ stacks }: Plan): boolean {
  return stacks.some(({ permissions }) => permissions.some(({ broadens }) => broadens));
}

function verdictOf(stacks: readonly PlannedStack[]): PlanDocument['verdict'] {
  const changes = stacks.flatMap(visible);
  const count = (test: (change: PlannedChange) => boolean) => changes.filter(test).length;
  const deleted = count(({ action }) => action === 'remove');
  const [replaced, perhaps] = (['yes', 'maybe'] as const).map((how) => count((change) => change.replaced === how));
  const broader = stacks.flatMap(({ permissions }) => permissions).filter(({ broadens }) => broadens).length;
  const rest = [
    [count(isInPlace), 'changed in place'], [count(({ action }) => action === 'add'), 'new'],
  ].filter(([many]) => many !== 0).map(([many, what]) => `${many} ${what}`);
  const idle = stacks.filter(({ step }) => step === 'nothing').map(({ name }) => name);
  return [
    ...(deleted > 0 ? [{ text: `${inWords(deleted, 'resource is', 'resources are')} deleted`, loud: true }] : []),
    ...(replaced > 0 ? [{ text: `${inWords(replaced, 'resource is', 'resources are')} made anew`, loud: true }] : []),
    ...(perhaps > 0 ? [{ text: `${inWords(perhaps, 'resource is', 'resources are')} perhaps made anew`, loud: true }] : []),
    ...(broader > 0 ? [{ text: `${inWords(broader, 'permission is', 'permissions are')} broader than before: somebody has to accept that`, loud: true }] : []),
    ...(rest.length > 0 ? [{ text: rest.join(', '), loud: false }] : []),
    ...(idle.length > 0 ? [{ text: `nothing to change in ${idle.join(', ')}`, loud: false }] : []),
  ];
}

function section(title: string, loud: boolean, stacks: readonly PlannedStack[], entriesOf: (stack: PlannedStack) => Entry[]): Section {
  const groups = stacks.map((stack) => ({ stack: stack.name, entries: entriesOf(stack) }));
  return { title, loud, groups: groups.filter(({ entries }) => entries.length > 0) };
}

function visible({ changes }: PlannedStack): PlannedChange[] {
  return changes.filter(({ type }) => !NOISE.has(type));
}

function lost({ action, path, type, replaced, kept, properties }: PlannedChange): Entry {
  const fate = kept ? 'stays in the account, outside of the stack' : 'is gone with what it holds';
  const subject = `${path}  ${type}`;
  if (action === 'remove') return { label: 'DELETED', subject, details: [`it ${fate}`] };
  if (replaced === 'yes') return { label: 'REPLACED', subject, details: [`a new one is made, and the old one ${fate}`, ...propertiesIn(type, properties, 'makes it anew')] };
  return {
    label: 'perhaps replaced', subject,
    details: [`CloudFormation decides while it deploys; then the old one ${fate}`, ...propertiesIn(type, properties, 'may make it anew')],
  };
}

/** Deleted, replaced, perhaps replaced. */
function bySeverity(a: PlannedChange, b: PlannedChange): number {
  const rank = ({ action, replaced }: PlannedChange) => (action === 'remove' ? 0 : replaced === 'yes' ? 1 : 2);
  return rank(a) - rank(b);
}

/** What a policy allows is told by the permissions. */
function propertiesIn(type: string, properties: readonly PropertyChange[], recreates = ''): string[] {
  const isPolicy = ({ name }: PropertyChange) => type.endsWith('Policy') && name.startsWith('PolicyDocument');
  const policy = properties.find(isPolicy);
  return [
    ...properties.filter((property) => !isPolicy(property)).map((property) => propertyWords(property, recreates)),
    ...(policy ? [`PolicyDocument: see what is allowed${policy.recreates && recreates ? `  (${recreates})` : ''}`] : []),
  ];
}

function changed({ path, type, action, properties }: PlannedChange): Entry {
  return { label: action === 'import' ? 'imported' : 'changed', subject: `${path}  ${type}`, details: propertiesIn(type, properties) };
}

function added({ path, type }: PlannedChange): Entry {
  return { label: 'new', subject: `${path}  ${type}`, details: [] };
}

function isInPlace(change: PlannedChange): boolean {
  return change.action !== 'add' && !isDestructive(change);
}

function permission({ broadens, change, kind, text }: PermissionChange): Entry {
  const denial = kind === 'iam' && change === 'taken' && broadens;
  return { label: LABELS[kind][change], subject: denial ? `${text} (denied no more)` : text, details: [] };
}

const LABELS: Record<PermissionChange['kind'], Record<PermissionChange['change'], string>> = {
  iam: { given: '+ IAM', taken: '- IAM' }, network: { given: '+ network', taken: '- network' }, safeguard: { given: '+ safeguard', taken: '- safeguard' },
  nested: { given: '? nested stack', taken: '? nested stack' },
};

function codeEntry(change: CodeChange): Entry {
  return {
    label: change.function, subject: sizeWords(change),
    details: change.unknownBefore ? ['what runs recorded no packages, so they cannot be compared'] : packageWords(change.packages, change.bytesBefore === undefined),
  };
}

function waiting({ step, waitsFor = [] }: PlannedStack): Entry[] {
  if (step !== 'later' || waitsFor.length === 0) return [];
  return [{ label: 'waits', subject: `for ${waitsFor.join(', ')}`, details: ['if its change set then holds more than is shown here, it is not carried out'] }];
}

function nextSteps(plan: Plan, file: string | undefined): PlanDocument['next'] {
  if (file === undefined) return [{ text: 'Seen from the templates alone. The plan shows what CloudFormation makes of them, before anything is deployed.' }];
  const command = `npx projen deploy ${plan.stage} --planned ${file}`;
  if (!needsAcceptance(plan)) return [{ text: 'Carry it out:', command }];
  return [
    { text: 'Carry it out, and accept the broader permissions:', command: `${command} --accept ${plan.id}` },
    { text: `In GitLab, run the job deploy-${plan.stage} with this variable:`, command: `${ACCEPT_VARIABLE}=${plan.id}` },
  ];
}
