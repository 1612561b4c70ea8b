import { isObject } from '../templates';
import type { CodeKind, CodeRule, ResourcePlace } from './code-kind';

/** The ways in which `AWS::Lambda::Function` takes its code; a combination of them, or a version of an object, is none. */
type FunctionCodeKind = Extract<CodeKind, 'asset' | 'inline' | 'image' | 'unreadable'>;

/** Finds functions whose code is of one kind. Every function has exactly one. */
export function functionsOfKind(kind: FunctionCodeKind): CodeRule['find'] {
  return ({ resource: { Type, Properties = {} }, constructPath }: ResourcePlace) =>
    Type === 'AWS::Lambda::Function' && kindOf(Properties.Code) === kind ? [{ path: constructPath, source: Properties.Code }] : [];
}

function kindOf(code: unknown): FunctionCodeKind {
  const keys = isObject(code) ? Object.keys(code).filter((key) => key !== 'SourceKMSKeyArn').sort().join(' ') : '';
  if (keys === 'S3Bucket S3Key') return 'asset';
  if (keys === 'ZipFile') return 'inline';
  return keys === 'ImageUri' ? 'image' : 'unreadable';
}
