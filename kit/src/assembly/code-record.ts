/** Key of a template's metadata that tells what its functions are made of: `plan` compares it with what runs. */
export const CODE_METADATA = 'PythonLambdaCode';

/**
 * What the functions of a template are made of. A template may have 1 MB, and hundreds of functions use the same
 * packages: each is named once.
 */
interface CodeRecord {
  /** `name==version`, each once. */
  readonly packages: readonly string[];
  /** By logical id. */
  readonly functions: Readonly<Record<string, FunctionCodeRecord>>;
}

interface FunctionCodeRecord {
  readonly function: string;
  /** Of the zip that Lambda gets. */
  readonly bytes: number;
  /** Places in the list of packages, with spaces between: the CDK writes an array one item a line. */
  readonly packages: string;
}

/** The contents of a function's bundle. */
export interface FunctionContents {
  readonly function: string;
  readonly bytes: number;
  readonly packages: readonly string[];
}

/** @param functions by logical id */
export function codeRecord(functions: Readonly<Record<string, FunctionContents>>): CodeRecord {
  const packages = [...new Set(Object.values(functions).flatMap((fn) => fn.packages))].sort();
  const place = new Map(packages.map((name, index) => [name, index]));
  return {
    packages,
    functions: Object.fromEntries(Object.entries(functions).map(([id, fn]) => [id, {
      function: fn.function, bytes: fn.bytes, packages: fn.packages.map((name) => place.get(name)).join(' '),
    }])),
  };
}

/** The contents of a template's functions by logical id; a template of an earlier kit tells nothing. */
export function contentsOf(metadata: Readonly<Record<string, unknown>> | undefined): Record<string, FunctionContents> | undefined {
  const record = metadata?.[CODE_METADATA] as CodeRecord | undefined;
  if (!record) return undefined;
  return Object.fromEntries(Object.entries(record.functions).map(([id, fn]) => [id, {
    function: fn.function, bytes: fn.bytes, packages: fn.packages.split(' ').filter(Boolean).map((index) => record.packages[Number(index)]),
  }]));
}
