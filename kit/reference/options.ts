import { z } from 'zod';
import { CommentedType } from './comments';
import { optionsSchema } from '../src/config/options';

export interface DocumentedOption {
  /** From the top: `pipeline.stages[].name`, `functions.<name>.handler`. */
  readonly path: string;
  readonly sentence: string;
  /** What the comment says of its default. */
  readonly default?: string;
  readonly required: boolean;
  /** What it takes. */
  readonly values: string;
  /** It is an object of options that follow in the list. */
  readonly isGroup: boolean;
}

type Schema = z.core.JSONSchema.JSONSchema;

/** Every option of `.projenrc.ts`: its values from the schema, its sentence from the comment that an editor shows. */
export function documentedOptions(): DocumentedOption[] {
  return optionsOf(z.toJSONSchema(optionsSchema, { io: 'input' }), CommentedType.of('config/options.ts', 'PythonLambdaAppOptions'), '');
}

function optionsOf(schema: Schema, type: CommentedType, prefix: string): DocumentedOption[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const [group, groupType, suffix] = groupOf(value as Schema, () => type.property(name));
    const path = `${prefix}${name}`;
    const required = schema.required?.includes(name) ?? false;
    const option = { path, ...type.comment(name), required, values: valuesOf(value as Schema), isGroup: group !== undefined };
    return [option, ...(group ? optionsOf(group, groupType(), `${path}${suffix}.`) : [])];
  });
}

/** The object of options that an option is, or holds many of. */
function groupOf(schema: Schema, type: () => CommentedType): readonly [Schema | undefined, () => CommentedType, string] {
  const { items, additionalProperties: values } = schema;
  if (schema.properties) return [schema, type, ''];
  if (isGroup(items)) return [items, () => type().items(), '[]'];
  if (isGroup(values)) return [values, () => type().values(), '.<name>'];
  return [undefined, type, ''];
}

function isGroup(schema: unknown): schema is Schema {
  return (schema as Schema | undefined)?.properties !== undefined;
}

function valuesOf(schema: Schema): string {
  const { type, items, additionalProperties: values } = schema;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value).replaceAll('"', "'")}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map((one) => valuesOf(one as Schema)).join(', or ');
  if (type === 'array') return isGroup(items) ? 'list of objects' : `list of: ${valuesOf(items as unknown as Schema)}`;
  if (type === 'object') {
    if (isGroup(values)) return 'object of objects';
    return typeof values === 'object' ? `object of: ${valuesOf(values)}` : 'object';
  }
  if (type === 'number' || type === 'integer') return `${type === 'integer' ? 'whole number' : 'number'}${rangeOf(schema)}`;
  return `${type}${schema.pattern ? ` like \`${schema.pattern}\`` : ''}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  return [
    ...(minimum !== undefined ? [` from ${minimum}`] : []),
    ...(exclusiveMinimum !== undefined ? [` above ${exclusiveMinimum}`] : []),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER ? [` to ${maximum}`] : []),
  ].join('');
}
