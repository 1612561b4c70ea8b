import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';

const KIT = resolve(__dirname, '..');

/** A type of the kit as an editor knows it, with the comments of its properties. */
export class CommentedType {
  /** @param file below src/ @param name of an exported type, or of an exported constant */
  static of(file: string, name: string): CommentedType {
    const path = join(KIT, 'src', file);
    const program = ts.createProgram([path], { ...compilerOptions(), types: [] });
    const checker = program.getTypeChecker();
    const found = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!).find((symbol) => symbol.name === name);
    if (!found) throw new Error(`${file} exports no ${name}`);
    return new CommentedType(checker, found.valueDeclaration ? checker.getTypeOfSymbol(found) : checker.getDeclaredTypeOfSymbol(found));
  }

  private constructor(private readonly checker: ts.TypeChecker, private readonly type: ts.Type) {}

  /** What the comment of a property says, and what its `@default` says. */
  comment(property: string): { readonly sentence: string; readonly default?: string } {
    const symbol = this.symbol(property);
    const tag = symbol.getJsDocTags(this.checker).find(({ name }) => name === 'default');
    return { sentence: ts.displayPartsToString(symbol.getDocumentationComment(this.checker)), default: tag && ts.displayPartsToString(tag.text) };
  }

  property(name: string): CommentedType {
    return new CommentedType(this.checker, this.checker.getNonNullableType(this.checker.getTypeOfSymbol(this.symbol(name))));
  }

  /** The values of an object that has any names. */
  values(): CommentedType {
    return new CommentedType(this.checker, this.type.getStringIndexType()!);
  }

  /** The items of a list. */
  items(): CommentedType {
    return new CommentedType(this.checker, this.type.getNumberIndexType()!);
  }

  private symbol(name: string): ts.Symbol {
    const symbol = this.type.getProperty(name);
    if (!symbol) throw new Error(`there is no property ${name} in ${this.checker.typeToString(this.type)}`);
    return symbol;
  }
}

function compilerOptions(): ts.CompilerOptions {
  const file = join(KIT, 'tsconfig.json');
  return ts.parseJsonConfigFileContent(ts.readConfigFile(file, ts.sys.readFile).config, ts.sys, dirname(file)).options;
}
