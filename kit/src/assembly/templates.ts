import { basename, dirname, join } from 'node:path';
import { type Assets, type FileAsset, assetAt, hashOfFile } from './assets';
import { type FoundManifest, insideOf, readJson } from './manifest';

/** A resource of a template, as far as anything is known of it. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: unknown;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Transform?: unknown;
}

/** A template that an assembly deploys: of a stack, or of one nested in it. */
export interface AssembledTemplate {
  /** Name of the stack in CloudFormation; of a nested one, the resource that deploys it: CloudFormation makes up its name. */
  readonly stack: string;
  /** The stack that people see: the outermost one. */
  readonly root: string;
  /** Logical ids of the resources by which a nested stack is reached from {@link root}. */
  readonly nesting: readonly string[];
  readonly template: Template;
  /** Logical ids of the stacks in it whose template is in the assembly, too. */
  readonly nested: ReadonlySet<string>;
}

/** What is read of an assembly, and why some of it must not be deployed. */
interface Templates {
  readonly templates: readonly AssembledTemplate[];
  readonly problems: readonly string[];
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Every template that an assembly deploys. A nested one is the file that its parent's URL leads to, whatever that file is called. */
export function readTemplates(root: string, manifests: readonly FoundManifest[], assets: Assets): Templates {
  const found = manifests.flatMap(({ directory, artifacts }) => Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties = {} }]) => stackTemplates(root, directory, properties.stackName ?? id, properties, assets)));
  return { templates: found.flatMap(({ templates }) => templates), problems: found.flatMap(({ problems }) => problems) };
}

/** The asset that a template's URL leads to: CDK writes it as `https://…/<bucket>/<key>`, joined of placeholders. */
function assetOfUrl(assets: Assets, url: unknown): FileAsset | undefined {
  const parts = joined(url);
  const text = parts.map((part) => typeof part === 'string' ? part : placeholder(part)).join('');
  const [, bucket, key] = /^https:\/\/s3\.[^/]+\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
  return bucket && key ? assetAt(assets, bucket, key) : undefined;
}

/** A name that CDK writes as text, or with placeholders in `Fn::Sub`. Anything else is only known to CloudFormation. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const text = isObject(value) && Object.keys(value).length === 1 ? value['Fn::Sub'] : undefined;
  return typeof text === 'string' ? text : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stackTemplates(root: string, directory: string, stack: string, properties: Readonly<Record<string, string>>, assets: Assets): Templates {
  const { templateFile = '', stackTemplateAssetObjectUrl: url } = properties;
  const file = insideOf(root, join(directory, templateFile));
  if (!file) return { templates: [], problems: [`${stack}: its template is out of the assembly, or a link: ${templateFile}`] };
  const problems: string[] = [];
  if (url !== undefined) {
    // CloudFormation is given this address, not the file.
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
    const sent = assetAt(assets, bucket, key)?.source;
    if (sent === undefined || (sent !== file && hashOfFile(sent) !== hashOfFile(file))) problems.push(`${stack}: CloudFormation is sent to ${url}, which is not ${templateFile}`);
  }
  const templates = withNested(file, { stack, root: stack, nesting: [] }, assets, [file]);
  return { templates, problems };
}

function withNested(file: string, place: Omit<AssembledTemplate, 'template' | 'nested'>, assets: Assets, above: readonly string[]): AssembledTemplate[] {
  const template = readJson<Template>(dirname(file), basename(file));
  const below = Object.entries(template.Resources ?? {}).flatMap(([logicalId, { Type, Properties = {} }]) => {
    const asset = Type === NESTED_STACK ? assetOfUrl(assets, Properties.TemplateURL) : undefined;
    return asset?.packaging === 'file' && !above.includes(asset.source) ? [{ logicalId, source: asset.source }] : [];
  });
  const nested = below.flatMap(({ logicalId, source }) =>
    withNested(source, { stack: logicalId, root: place.root, nesting: [...place.nesting, logicalId] }, assets, [...above, source]));
  return [{ ...place, template, nested: new Set(below.map(({ logicalId }) => logicalId)) }, ...nested];
}

function joined(value: unknown): readonly unknown[] {
  if (!isObject(value)) return [value];
  const [separator, parts, ...others] = Array.isArray(value['Fn::Join']) ? value['Fn::Join'] as unknown[] : [];
  return separator === '' && Array.isArray(parts) && others.length === 0 ? parts as unknown[] : [value];
}

/** `{Ref: 'AWS::Region'}` is what an asset manifest writes as `${AWS::Region}`. */
function placeholder(part: unknown): string {
  const ref = isObject(part) && Object.keys(part).length === 1 ? part.Ref : undefined;
  return typeof ref === 'string' && ref.startsWith('AWS::') ? `\${${ref}}` : nameOf(part) ?? '/ /';
}
