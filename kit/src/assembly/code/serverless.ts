import { type CodeRule, unaccounted } from './code-kind';

/** A resource of AWS SAM: only CloudFormation's transform knows what becomes of it. */
export const SERVERLESS: CodeRule = {
  title: 'a SAM resource',
  find: ({ resource: { Type, Properties }, constructPath }) =>
    Type.startsWith('AWS::Serverless::') ? [{ path: constructPath, source: Properties }] : [],
  judge: () => unaccounted('CloudFormation makes functions of it that cannot be looked into', 'make its functions PythonFunctions'),
};
