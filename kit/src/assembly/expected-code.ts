import { type ResourceAddress, stacksOf } from './assembly';
import { readAssets } from './assets';
import { codeOfTemplate } from './code';
import { manifestsOf } from './manifest';
import { BUNDLE_METADATA, type BundleRecord } from './record';
import { type AssembledTemplate, readTemplates } from './templates';

/** What a deployed function has to run, by the template that deploys it. */
export interface ExpectedCode extends ResourceAddress {
  readonly function: string;
  readonly region?: string;
  /** SHA-256 of its zip, as hex. */
  readonly artifact: string;
}

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
    return [{ function: String(record.function), stack: template.root, nesting: template.nesting, logicalId, artifact: record.artifact }];
  });
}
