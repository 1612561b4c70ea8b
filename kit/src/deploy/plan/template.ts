import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { isObject } from '../../assembly/templates';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
  readonly Metadata?: Readonly<Record<string, Json>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A CloudFormation template, as far as a plan looks into it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: { readonly Name: Json } }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: Json }>>;
  readonly Metadata?: Readonly<Record<string, Json>>;
}

/** What runs may have been deployed by somebody else, in YAML. */
export function parseTemplate(text: string): Template {
  try {
    return JSON.parse(text) as Template;
  } catch {
    return (parse(text, { logLevel: 'silent' }) ?? {}) as Template;
  }
}

/**
 * One hash of a template, whatever the order of its names and the space between them. CloudFormation answers with `?` for
 * every character beyond ASCII, so two templates that differ in nothing else have the same one.
 *
 * @see https://github.com/aws/aws-cdk-cli/blob/main/packages/@aws-cdk/cloudformation-diff/lib/diff/util.ts mangleLikeCloudFormation
 */
export function templateHash(text: string): string {
  return createHash('sha256').update(canonical(parseTemplate(text) as Json).replace(/[\u{80}-\u{10ffff}]/gu, '?')).digest('hex');
}

/** JSON with all names in order: equal values have equal texts. */
export function canonical(value: unknown): string {
  const inOrder = (inner: Record<string, unknown>) => Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? inOrder(inner) : inner));
}

/** The names of exports that a template imports, where they are plain words, as the CDK writes them. */
export function importsOf(template: Template): string[] {
  const found = new Set<string>();
  walk(template, (name, value) => {
    if (name === 'Fn::ImportValue' && typeof value === 'string') found.add(value);
  });
  return [...found].sort();
}

export function exportsOf({ Outputs = {} }: Template): string[] {
  return Object.values(Outputs).map((output) => output.Export?.Name).filter((name): name is string => typeof name === 'string');
}

/** Where a resource is in the app, which tells people more than its logical id. */
export function pathOf(logicalId: string, resource: Resource | undefined): string {
  const path = resource?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path.split('/').slice(1).join('/').replace(/\/Resource$/, '') || logicalId : logicalId;
}

function walk(value: unknown, visit: (name: string, value: unknown) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, visit));
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    visit(name, inner);
    walk(inner, visit);
  }
}
