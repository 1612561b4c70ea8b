import type { StageSettings } from '../../config/settings';
import type { Assets } from '../assets';
import type { LibraryCode } from '../library';
import type { BundleRecord } from '../record';
import type { AssembledTemplate, Resource } from '../templates';

/** How code can get into a function, layer or stack by a template. */
export const CODE_KINDS = [
  'asset', 'inline', 'image', 'unreadable', 'layer', 'attached-layer', 'environment', 'file-system', 'canary', 'serverless', 'other-template', 'extension',
  'transform', 'service-token', 'other-service',
] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

/** The type of the one place that stands for all of a template but its resources. */
export const TEMPLATE = 'a template';

/** A resource of a template. */
export interface ResourcePlace {
  readonly template: AssembledTemplate;
  readonly logicalId: string;
  readonly resource: Resource;
  /** Of the construct that made it. A template that says nothing of it has the stack's name and the logical id. */
  readonly constructPath: string;
}

/** Code that a template deploys. */
export interface TemplateCode extends ResourcePlace {
  readonly kind: CodeKind;
  /** By this path `.projenrc.ts` may allow it. */
  readonly path: string;
  /** What the template says of it. */
  readonly source: unknown;
}

/** Against what code is held. */
export interface GuardContext {
  readonly stage: StageSettings;
  readonly assets: Assets;
  readonly library: LibraryCode;
}

/** Who answers for code, or why nobody does. */
export type Verdict =
  | { readonly by: 'bundle'; readonly record: BundleRecord }
  | { readonly by: 'library'; readonly of: string }
  | {
    readonly by: 'nobody';
    readonly problems: readonly string[];
    /** What to do instead. @default - assembling it anew is all that helps, and no configuration allows it */
    readonly instead?: string;
  };

/** A kind of code: where a resource has it, and who answers for it. */
export interface CodeRule {
  /** What it is, for people: `a function's inline code`. */
  readonly title: string;
  /** What a resource has of this kind. */
  find(place: ResourcePlace): readonly Pick<TemplateCode, 'path' | 'source'>[];
  judge(code: TemplateCode, context: GuardContext): Verdict;
}

/** Nobody answers for it; people may allow it, or do without it. */
export function unaccounted(problem: string, instead: string): Verdict {
  return { by: 'nobody', problems: [problem], instead };
}
