import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { KIT } from './project/places';

/** What the package.json exports: others than this kit import from these. */
const ENTRANCES = ['src/generator/index.ts', 'src/constructs/index.ts', 'src/local-aws/index.ts'];

const FILES = ['src', 'bench', 'reference', 'test'].flatMap((folder) => readdirSync(join(KIT, folder), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts')).map((path) => join(folder, path)));

interface Module {
  readonly exported: string[];
  /** `<file> <name>`, with `*` for all. */
  readonly used: string[];
}

/** What a text exports, and what it takes from which file. */
function moduleOf(path: string, text: string): Module {
  const exported: string[] = [];
  const used: string[] = [];
  const use = (specifier: ts.Node | undefined, names: readonly string[]) => {
    const file = specifier && ts.isStringLiteralLike(specifier) ? fileOf(path, specifier.text) : undefined;
    if (file) used.push(...names.map((name) => `${file} ${name}`));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      use(node.moduleSpecifier, bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ propertyName, name }) => (propertyName ?? name).text) : ['*']);
    } else if (ts.isExportDeclaration(node)) {
      const names = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
      exported.push(...names.map(({ name }) => name.text));
      use(node.moduleSpecifier, node.exportClause ? names.map(({ propertyName, name }) => (propertyName ?? name).text) : ['*']);
    } else if (ts.isCallExpression(node)) {
      use(node.arguments[0], ['*']); // import(), jest.doMock() and the like
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      use(node.argument.literal, ['*']);
    } else if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      if (ts.isVariableStatement(node)) exported.push(...node.declarationList.declarations.map(({ name }) => name.getText()));
      else exported.push((node as ts.DeclarationStatement).name!.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return { exported, used };
}

function fileOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = resolve(KIT, dirname(from), specifier.replace(/\.js$/, ''));
  return [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(file));
}

/** Exports of `src/` that no other file takes. */
function unusedExports(read: (path: string) => string = (path) => readFileSync(join(KIT, path), 'utf8')): string[] {
  const modules = FILES.map((path) => ({ path, ...moduleOf(path, read(path)) }));
  const used = new Set(modules.flatMap((module) => module.used));
  return modules.filter(({ path }) => path.startsWith('src/') && !ENTRANCES.includes(path)).flatMap(({ path, exported }) => exported
    .filter((name) => !used.has(`${join(KIT, path)} ${name}`) && !used.has(`${join(KIT, path)} *`)).map((name) => `${path}: ${name}`));
}

test('what is exported is used by another file', () => {
  expect(unusedExports()).toEqual([]);
});

test('an export that nobody else uses is found', () => {
  const more = 'export const unusedValue = 1;\nexport interface UnusedType { readonly a: string }\nexport function unusedFunction() {}\n';
  const found = unusedExports((path) => readFileSync(join(KIT, path), 'utf8') + (path === 'src/kernel/parallel.ts' ? more : ''));
  expect(found).toEqual(expect.arrayContaining(['unusedValue', 'UnusedType', 'unusedFunction'].map((name) => `src/kernel/parallel.ts: ${name}`)));
});
