import { type CodeRule, type ResourcePlace, TEMPLATE, unaccounted } from './code-kind';
import { isObject } from '../templates';

/** Transforms that add no code, or only for resources that are refused one by one. */
const HARMLESS = new Set([
  'AWS::LanguageExtensions', // its loops are refused where they are
  'AWS::CodeDeployBlueGreen',
  'AWS::Serverless-2016-10-31', // of resources of AWS SAM
  'AWS::SecretsManager-2020-07-23', // of rotations by a hosted function
  'AWS::SecretsManager-2024-09-16',
]);

/** What CloudFormation puts in when it deploys, so that the template at hand is not what is deployed. */
export const TRANSFORM: CodeRule = {
  title: 'what CloudFormation adds',
  find: (place) => added(place).map((source) => ({ path: place.constructPath, source })),
  judge: ({ source }) => unaccounted(`CloudFormation puts in what cannot be looked into: ${String(source)}`, 'write what it makes into the app'),
};

function added({ resource, logicalId }: ResourcePlace): string[] {
  const { Type, Properties = {} } = resource;
  if (Type === TEMPLATE) return [...transforms(Properties.Transform), ...Object.values(Properties).flatMap(puttingIn)].slice(0, 1);
  if (logicalId.startsWith('Fn::')) return [logicalId];
  if (Type === 'AWS::SecretsManager::RotationSchedule' && Properties.HostedRotationLambda !== undefined) return ['HostedRotationLambda'];
  return puttingIn(resource).slice(0, 1);
}

function transforms(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.filter((one) => typeof one !== 'string' || !HARMLESS.has(one)).map((one) => typeof one === 'string' ? one : JSON.stringify(one));
}

/** Macros, includes and loops anywhere below. */
function puttingIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(puttingIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach') ? [key] : puttingIn(inner));
}
