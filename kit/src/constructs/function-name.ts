/** The functions of a project. `npx projen` adds their names by a declaration, so that a misspelt one does not compile. */

export interface FunctionNames {}

/** A function of `lambda_src/`; any text as long as nothing is declared. */
export type FunctionName = keyof FunctionNames extends never ? string : keyof FunctionNames;
