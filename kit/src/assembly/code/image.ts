import { type CodeRule, unaccounted } from './code-kind';
import { functionsOfKind } from './function-code';

/** A function that is a container image. What is in an image is known to nobody here. */
export const IMAGE: CodeRule = {
  title: 'a function that is a container image',
  find: functionsOfKind('image'),
  judge: () => unaccounted('its code is a container image, so it was never bundled', 'make it a PythonFunction'),
};
