import { type ResourceAddress, stacksOf } from './assembly';
import { readAssets } from './assets';
import { codeOfTemplate } from './code';
import { manifestsOf } from './manifest';
import { BUNDLE_METADATA, type BundleRecord } from './record';
import { type AssembledTemplate, isObject, readTemplates } from './templates';

/** What a deployed function has to run, by the template that deploys it. */
export interface ExpectedCode extends ResourceAddress {
  readonly function: string;
  readonly region?: string;
  /** What callers call instead of the newest code: an alias by its name, or a published version by its logical id. */
  readonly by?: Published;
  /** SHA-256 of its zip, as hex. */
  readonly artifact: string;
}

type Published = { readonly alias: string } | { readonly version: string };

/** What every bundled function of an assembly has to run. @throws Failure 65 when the folder is no assembly */
export function expectedCode(directory: string): ExpectedCode[] {
  const manifests = manifestsOf(directory);
  const regions = new Map(stacksOf(directory).map(({ name, region }) => [name, region]));
  return readTemplates(directory, manifests, readAssets(directory, manifests)).templates.flatMap((template) =>
    expectedOf(template).map((code) => ({ ...code, region: regions.get(template.root) })));
}

/** What the functions of one template have to run, by what was recorded of them. */
export function expectedOf(template: AssembledTemplate): ExpectedCode[] {
  return codeOfTemplate(template).flatMap(({ kind, resource, logicalId }) => {
    const record = resource.Metadata?.[BUNDLE_METADATA] as Partial<BundleRecord> | undefined;
    if (kind !== 'asset' || !record?.artifact) return [];
    const { root: stack, nesting } = template;
    const newest: ExpectedCode = { function: String(record.function), stack, nesting, logicalId, artifact: record.artifact };
    return [newest, ...publishedOf(template, logicalId).map((by) => ({ ...newest, by }))];
  });
}

/** Published versions and aliases of a function that its own template has. */
function publishedOf({ template: { Resources = {} } }: AssembledTemplate, functionId: string): Published[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]): Published[] => {
    if (!isReference(Properties.FunctionName, functionId)) return [];
    if (Type === 'AWS::Lambda::Version') return [{ version: logicalId }];
    return Type === 'AWS::Lambda::Alias' && typeof Properties.Name === 'string' ? [{ alias: Properties.Name }] : [];
  });
}

function isReference(value: unknown, logicalId: string): boolean {
  if (!isObject(value)) return false;
  const attribute = value['Fn::GetAtt'];
  return value.Ref === logicalId || (Array.isArray(attribute) && attribute[0] === logicalId);
}
