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
  /** What callers call instead of the newest code: an alias by its name, or the current version by its logical id. */
  readonly by?: Published;
  /** A condition of the template decides whether it is there. */
  readonly conditional?: true;
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
    const conditional = resource.Condition === undefined ? {} : { conditional: true } as const;
    const newest: ExpectedCode = { function: String(record.function), stack, nesting, logicalId, artifact: record.artifact, ...conditional };
    return [newest, ...publishedOf(template, logicalId).map((by) => ({ ...newest, by }))];
  });
}

/** The CDK names a function's current version by a hash of all that it is, so it is this code; any other may be older. */
const CURRENT_VERSION = /CurrentVersion[0-9A-F]{8}[0-9a-f]{32}$/;

/** The current version of a function, where its own template publishes it, and the aliases that lead to it. */
function publishedOf({ template: { Resources = {} } }: AssembledTemplate, functionId: string): Published[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]): Published[] => {
    if (!isReference(Properties.FunctionName, functionId)) return [];
    if (Type === 'AWS::Lambda::Version') return CURRENT_VERSION.test(logicalId) ? [{ version: logicalId }] : [];
    const { Name, FunctionVersion } = Properties;
    const leadsThere = Object.keys(Resources).some((id) => CURRENT_VERSION.test(id) && isReference(FunctionVersion, id));
    return Type === 'AWS::Lambda::Alias' && typeof Name === 'string' && leadsThere ? [{ alias: Name }] : [];
  });
}

function isReference(value: unknown, logicalId: string): boolean {
  if (!isObject(value)) return false;
  const attribute = value['Fn::GetAtt'];
  return value.Ref === logicalId || (Array.isArray(attribute) && attribute[0] === logicalId);
}
