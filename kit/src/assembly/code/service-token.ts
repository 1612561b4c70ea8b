import { type CodeRule, unaccounted } from './code-kind';

/** A custom resource whose function or topic is named by a text: it is none of this app, and runs when the stack is deployed. */
export const SERVICE_TOKEN: CodeRule = {
  title: 'a custom resource of somebody else',
  find({ resource: { Type, Properties = {} }, constructPath }) {
    if (Type !== 'AWS::CloudFormation::CustomResource' && !Type.startsWith('Custom::')) return [];
    return refersToNothing(Properties.ServiceToken) ? [{ path: constructPath, source: Properties.ServiceToken }] : [];
  },
  judge: ({ source }) => unaccounted(`a function that this app does not make runs for it: ${JSON.stringify(source)}`, 'make its function a PythonFunction of this app'),
};

/** Whether no resource, import or parameter of the app is in it: only pseudo parameters are. */
function refersToNothing(token: unknown): boolean {
  const text = JSON.stringify(token ?? '');
  return !/"(?:Fn::GetAtt|Fn::ImportValue|Fn::GetStackOutput)"|\{"Ref":"(?!AWS::)|\$\{(?!AWS::|!)/.test(text);
}
