import { type CodeRule, unaccounted } from './code-kind';
import { functionsOfKind } from './function-code';

/** A function whose code is chosen by CloudFormation, or is a certain version of an object. */
export const UNREADABLE: CodeRule = {
  title: 'a function',
  find: functionsOfKind('unreadable'),
  judge: () => unaccounted('what its code is cannot be read from the template', 'make it a PythonFunction'),
};
