import { type CodeRule, unaccounted } from './code-kind';
import { libraryPlace, stagedAsset } from './staged';
import { isObject } from '../templates';

/** A layer that the app makes: of aws-cdk-lib only, as bundles need none. */
export const LAYER: CodeRule = {
  title: 'a layer',
  find: ({ resource: { Type, Properties = {} }, constructPath }) =>
    Type === 'AWS::Lambda::LayerVersion' ? [{ path: constructPath, source: Properties.Content }] : [],
  judge({ source }, context) {
    const plain = isObject(source) && Object.keys(source).sort().join(' ') === 'S3Bucket S3Key';
    const asset = plain ? stagedAsset(source, context) : 'what is in it cannot be read from the template';
    const place = typeof asset === 'string' ? undefined : libraryPlace(asset, context);
    if (place) return { by: 'library', of: place };
    return unaccounted(typeof asset === 'string' ? asset : 'it is not of aws-cdk-lib, so nothing is known of it', 'let the functions require what is in it');
  },
};
