import { type CodeRule, unaccounted } from './code-kind';

/** CloudWatch Synthetics makes a function of a canary's script. */
export const CANARY: CodeRule = {
  title: 'a canary',
  find: ({ resource: { Type, Properties = {} }, constructPath }) =>
    Type === 'AWS::Synthetics::Canary' ? [{ path: constructPath, source: Properties.Code }] : [],
  judge: () => unaccounted('its script becomes a function that was never bundled', 'call what it watches from a PythonFunction'),
};
