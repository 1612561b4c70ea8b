import { bundleProblems } from './bundle';
import { type CodeRule, unaccounted } from './code-kind';
import { functionsOfKind } from './function-code';
import { libraryPlace, stagedAsset } from './staged';
import { BUNDLE_METADATA, type BundleRecord } from '../record';

/** A function whose code the CDK CLI uploads: a bundle of ours, or a handler of aws-cdk-lib. */
export const ASSET: CodeRule = {
  title: 'a function',
  find: functionsOfKind('asset'),
  judge({ resource, source }, context) {
    const record = resource.Metadata?.[BUNDLE_METADATA] as BundleRecord | undefined;
    const asset = stagedAsset(source, context);
    if (record) {
      if (typeof asset === 'string') return { by: 'nobody', problems: [asset] };
      const problems = bundleProblems(record, asset, context.stage);
      return problems.length > 0 ? { by: 'nobody', problems } : { by: 'bundle', record };
    }
    if (typeof asset === 'string') return unaccounted(asset, 'make it a PythonFunction');
    const place = libraryPlace(asset, context);
    if (place) return { by: 'library', of: place };
    return unaccounted('its code was not bundled by PythonFunction, so nothing is known of it', 'make it a PythonFunction');
  },
};
