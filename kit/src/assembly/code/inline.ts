import { type CodeRule, unaccounted } from './code-kind';
import { functionsOfKind } from './function-code';
import { sha256 } from '../../bundling/store/manifest';
import { isObject } from '../templates';

/** A function whose code is in the template: of aws-cdk-lib only. */
export const INLINE: CodeRule = {
  title: 'a function with its code in the template',
  find: functionsOfKind('inline'),
  judge({ source }, { library }) {
    const text = isObject(source) ? source.ZipFile : undefined;
    const place = typeof text === 'string' ? library.inline.get(sha256(text)) : undefined;
    return place ? { by: 'library', of: place } : unaccounted('its code is in the template, so it was never bundled', 'make it a PythonFunction');
  },
};
