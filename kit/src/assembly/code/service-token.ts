import { type CodeRule, type ResourcePlace, unaccounted } from './code-kind';
import { isObject } from '../templates';

/** A custom resource whose function or topic is none of this app: it runs when the stack is deployed. */
export const SERVICE_TOKEN: CodeRule = {
  title: 'a custom resource of somebody else',
  find(place) {
    const { resource: { Type, Properties = {} }, constructPath } = place;
    if (Type !== 'AWS::CloudFormation::CustomResource' && !Type.startsWith('Custom::')) return [];
    return isOfThisApp(Properties.ServiceToken, place) ? [] : [{ path: constructPath, source: Properties.ServiceToken }];
  },
  judge: ({ source }) => unaccounted(`a function that this app does not make runs for it: ${JSON.stringify(source)}`, 'make its function a PythonFunction of this app'),
};

/** A resource of the template, what another stack exports, or a parameter by which a nested stack is handed one. Nothing is put together. */
function isOfThisApp(token: unknown, { template: { template, nesting } }: ResourcePlace): boolean {
  if (!isObject(token) || Object.keys(token).length !== 1) return false;
  if ('Fn::ImportValue' in token || 'Fn::GetStackOutput' in token) return true;
  const { Resources = {} } = template;
  const attribute = token['Fn::GetAtt'];
  if (Array.isArray(attribute)) return typeof attribute[0] === 'string' && Object.hasOwn(Resources, attribute[0]);
  if (typeof token.Ref !== 'string') return false;
  return Object.hasOwn(Resources, token.Ref) || nesting.length > 0;
}
