import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as ts from 'typescript';

export interface DocumentedOption {
  readonly path: string;
  readonly sentence: string;
  readonly default?: string;
}

/** The options of every `const schema = z.strictObject({...})` of a file in projenrc/, with their comments. */
export function documentedOptions(name: string): DocumentedOption[] {
  const file = resolve(__dirname, '../../src/config', name);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const declarations = source.statements.filter(ts.isVariableStatement).flatMap((statement) => [...statement.declarationList.declarations]);
  return declarations.flatMap(({ name: schema, initializer }) => {
    if (!initializer || !ts.isCallExpression(initializer) || initializer.expression.getText() !== 'z.strictObject') return [];
    const [shape] = initializer.arguments;
    return (shape as ts.ObjectLiteralExpression).properties.map((property) => documentedOption(`${schema.getText()}.${property.name!.getText()}`, property));
  });
}

function documentedOption(path: string, property: ts.Node): DocumentedOption {
  const [comment] = ts.getJSDocCommentsAndTags(property).filter(ts.isJSDoc);
  const tag = comment?.tags?.find(({ tagName }) => tagName.text === 'default');
  return {
    path,
    sentence: (ts.getTextOfJSDocComment(comment?.comment) ?? '').trim(),
    default: tag && ts.getTextOfJSDocComment(tag.comment)?.trim(),
  };
}
