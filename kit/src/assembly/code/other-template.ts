import { type CodeRule, unaccounted } from './code-kind';

/** Resources that deploy a template. */
const DEPLOYS = new Set(['AWS::CloudFormation::Stack', 'AWS::CloudFormation::StackSet', 'AWS::ServiceCatalog::CloudFormationProvisionedProduct']);

/** A stack whose template is not in the assembly. One that is there is looked into, and is no code by itself. */
export const OTHER_TEMPLATE: CodeRule = {
  title: 'a stack of another template',
  find: ({ resource: { Type, Properties }, constructPath, logicalId, template }) =>
    (DEPLOYS.has(Type) && !template.nested.has(logicalId)) || Type.endsWith('::MODULE') ? [{ path: constructPath, source: Properties }] : [],
  judge: () => unaccounted('it deploys a template that is not in the assembly', 'make it a NestedStack or a stack of this app'),
};
