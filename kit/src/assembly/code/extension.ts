import { type CodeRule, unaccounted } from './code-kind';

/** Resources by which CloudFormation itself runs other code, in this deployment or in the next one. */
const EXTENSIONS: ReadonlySet<string> = new Set([
  'GuardHook', 'HookDefaultVersion', 'HookVersion', 'LambdaHook', 'Macro', 'ModuleDefaultVersion', 'ModuleVersion', 'ResourceDefaultVersion',
  'ResourceVersion', 'TypeActivation',
].map((name) => `AWS::CloudFormation::${name}`));

/** An extension of CloudFormation: a resource type, a hook, a module or a macro. */
export const EXTENSION: CodeRule = {
  title: 'an extension of CloudFormation',
  find: ({ resource: { Type, Properties }, constructPath }) => EXTENSIONS.has(Type) ? [{ path: constructPath, source: Properties }] : [],
  judge: () => unaccounted('CloudFormation runs code by it that was never bundled', 'let the account\'s administrators register it'),
};
