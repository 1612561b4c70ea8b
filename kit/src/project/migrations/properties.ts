import type typescript from 'typescript';
import type { TypeScript } from './migration';

/** Renames a property wherever a TypeScript file sets or reads it. Comments, strings and variables stay as they are. */
export function renameProperty(text: string, ts: TypeScript, from: string, to: string): string {
  const edits: { start: number; end: number; replacement: string }[] = [];
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const visit = (node: typescript.Node): void => {
    const name = propertyName(node, ts);
    if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) && name.text === from) {
      const [start, end] = [name.getStart(source), name.getEnd()];
      const renamed = ts.isStringLiteral(name) ? `${text[start]}${to}${text[start]}` : to;
      edits.push({ start, end, replacement: ts.isShorthandPropertyAssignment(node) ? `${to}: ${from}` : renamed });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits.reverse().reduce((result, { start, end, replacement }) => result.slice(0, start) + replacement + result.slice(end), text);
}

function propertyName(node: typescript.Node, ts: TypeScript): typescript.Node | undefined {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isPropertySignature(node)) return node.name;
  if (ts.isPropertyAccessExpression(node)) return node.name;
  return undefined;
}
