import { ASSET } from './asset';
import { ATTACHED_LAYER } from './attached-layer';
import { CANARY } from './canary';
import { CODE_KINDS, type CodeKind, type CodeRule, type ResourcePlace, TEMPLATE, type TemplateCode } from './code-kind';
import { ENVIRONMENT } from './environment';
import { EXTENSION } from './extension';
import { FILE_SYSTEM } from './file-system';
import { IMAGE } from './image';
import { INLINE } from './inline';
import { LAYER } from './layer';
import { OTHER_SERVICE } from './other-service';
import { OTHER_TEMPLATE } from './other-template';
import { SERVERLESS } from './serverless';
import { SERVICE_TOKEN } from './service-token';
import { TRANSFORM } from './transform';
import { UNREADABLE } from './unreadable';
import { type AssembledTemplate, type Resource, isObject } from '../templates';

/** Who answers for each kind of code. */
export const CODE_RULES: Readonly<Record<CodeKind, CodeRule>> = {
  'asset': ASSET,
  'inline': INLINE,
  'image': IMAGE,
  'unreadable': UNREADABLE,
  'layer': LAYER,
  'attached-layer': ATTACHED_LAYER,
  'environment': ENVIRONMENT,
  'file-system': FILE_SYSTEM,
  'canary': CANARY,
  'serverless': SERVERLESS,
  'other-template': OTHER_TEMPLATE,
  'extension': EXTENSION,
  'transform': TRANSFORM,
  'service-token': SERVICE_TOKEN,
  'other-service': OTHER_SERVICE,
};

/** All code that a template deploys. */
export function codeOfTemplate(template: AssembledTemplate): TemplateCode[] {
  const ofKind = (kind: CodeKind, place: ResourcePlace) => CODE_RULES[kind].find(place).map((found) => ({ ...place, ...found, kind }));
  return placesOf(template).flatMap((place) => CODE_KINDS.flatMap((kind) => ofKind(kind, place)));
}

function placesOf(template: AssembledTemplate): ResourcePlace[] {
  const { Resources = {}, ...others } = template.template;
  const stack = [template.root, ...template.nesting].join('/');
  const whole: ResourcePlace = { template, logicalId: '', constructPath: stack, resource: { Type: TEMPLATE, Properties: others } };
  return [whole, ...Object.entries(Resources as Record<string, unknown>).map(([logicalId, value]) => {
    const resource = isObject(value) ? { ...value, Type: String(value.Type) } as Resource : { Type: '' };
    const path = resource.Metadata?.['aws:cdk:path'];
    return { template, logicalId, resource, constructPath: typeof path === 'string' && path ? path : `${stack}/${logicalId}` };
  })];
}
