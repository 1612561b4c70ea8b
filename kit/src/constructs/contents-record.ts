import { type CfnResource, Lazy, type Stack } from 'aws-cdk-lib';
import { CODE_METADATA, type FunctionContents, codeRecord } from '../assembly/code-record';

const RECORDED = new WeakMap<Stack, Map<CfnResource, FunctionContents>>();

/** Notes in the template of a function's stack what the function is made of. */
export function recordContents(resource: CfnResource, contents: FunctionContents): void {
  const { stack } = resource;
  const recorded = RECORDED.get(stack) ?? new Map<CfnResource, FunctionContents>();
  recorded.set(resource, contents);
  if (RECORDED.has(stack)) return;
  RECORDED.set(stack, recorded);
  // A logical id is known for certain when all is synthesised.
  const byId = () => Object.fromEntries([...recorded].map(([fn, of]) => [stack.resolve(fn.logicalId) as string, of]));
  const record = Lazy.any({ produce: () => codeRecord(byId()) });
  stack.templateOptions.metadata = { ...stack.templateOptions.metadata, [CODE_METADATA]: record };
}
