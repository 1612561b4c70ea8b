import type { PythonLambdaAppOptions } from '../../src/generator';

/** Files by their path below `lambda_src/`, or below the root where they begin with `/`; nothing takes one away. */
export type Tree = Readonly<Record<string, string | Buffer | undefined>>;

/** A folder of functions that people have, and what must come of it. */
export interface Shape {
  /** What is special about it. */
  readonly name: string;
  readonly files: Tree;
  /** Links by their path, as the files, with what they lead to. @default - none */
  readonly links?: Readonly<Record<string, string>>;
  /** Of `.projenrc.ts`, besides the name. @default - all defaults */
  readonly options?: Omit<PythonLambdaAppOptions, 'name'>;
  /** Whether `npx projen lock` runs first, as with everybody who has a lock. @default false */
  readonly locked?: boolean;
  readonly outcome: Outcome;
  /** Where Docker makes a difference. @default - `outcome` */
  readonly inDocker?: Outcome;
}

export type Outcome = Bundled | Refused;

/** By function. */
export type Bundled = Readonly<Record<string, Contents>>;

/** All that is in a bundle. */
export interface Contents {
  /** Third-party packages and packages of the checkout, as `name==version`. @default - none */
  readonly packages?: readonly string[];
  /** First-party files. @default - `handler.py` only */
  readonly files?: readonly string[];
  /** @default - any that Lambda finds */
  readonly handler?: string;
}

export interface Refused {
  /** @see kit/src/kernel/failure.ts */
  readonly code: number;
  /** In the message. */
  readonly says: string;
  /** In what it tells to do. */
  readonly fix: string;
  /** What follows from doing so. @default - there is nothing to do but to leave it */
  readonly fixed?: Fixed;
}

/** What it was told to do, done. */
export interface Fixed {
  readonly files?: Tree;
  readonly links?: Shape['links'];
  readonly options?: Shape['options'];
  /** Whether it is `npx projen lock`. @default false */
  readonly locked?: boolean;
  readonly outcome: Bundled;
}

/** Shapes of one kind. */
export interface Theme {
  readonly title: string;
  readonly shapes: readonly Shape[];
}

export function isRefused(outcome: Outcome): outcome is Refused {
  return typeof outcome.code === 'number';
}

/** A handler that needs nothing. */
export const HANDLER = 'def handler(event, context):\n    return 1\n';

/** A handler that imports these. */
export function importing(...modules: readonly string[]): string {
  return `${modules.map((module) => `import ${module}\n`).join('')}${HANDLER}`;
}

/** Packages that need no others, for any Python. */
export const [IDNA, SIX, SNIFFIO, INICONFIG] = ['idna==3.7', 'six==1.17.0', 'sniffio==1.3.1', 'iniconfig==2.0.0'];

/** A pyproject.toml of a package or a function. */
export function project(name: string, dependencies: readonly string[], more = ''): string {
  return `[project]\nname = "${name}"\nversion = "1.0"\nrequires-python = ">=3.13"\ndependencies = ${JSON.stringify(dependencies)}\n${more}`;
}

/** What makes one a package that is built without the network. */
export const BUILT = '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n';
