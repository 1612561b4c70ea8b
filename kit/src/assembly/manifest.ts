import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { ExitCode, Failure } from '../kernel/failure';

/** An entry of an assembly's `manifest.json`. */
export interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  /** Of a stack: `aws://<account>/<region>`. */
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** An assembly's own manifest, or that of one nested in it. */
export interface FoundManifest {
  readonly directory: string;
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

/**
 * The manifests of an assembly and of all that are nested in it, the outermost first.
 *
 * @throws Failure 65 when the folder is no assembly
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloud-assembly-schema
 */
export function manifestsOf(directory: string, root = directory): FoundManifest[] {
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(directory, 'manifest.json');
  const nested = Object.values(artifacts).filter(({ type }) => type === 'cdk:cloud-assembly');
  return [{ directory, artifacts }, ...nested.flatMap(({ properties }) => {
    const folder = insideOf(root, join(directory, properties?.directoryName ?? ''));
    if (!folder || resolve(folder) === resolve(directory)) throw unsound('a nested assembly is out of it', directory);
    return manifestsOf(folder, root);
  })];
}

/**
 * The place of something in an assembly, or nothing if it is out of it, or reached by a link: what the guard has read
 * there might not be what the CDK CLI takes.
 */
export function insideOf(root: string, path: string): string | undefined {
  const inner = relative(resolve(root), resolve(path));
  if (inner.startsWith(`..${sep}`) || inner === '..' || resolve(root, inner) !== resolve(path)) return undefined;
  try {
    return realpathSync(path) === join(realpathSync(root), inner) ? path : undefined;
  } catch {
    return lstatSync(path, { throwIfNoEntry: false }) ? undefined : path; // what is not there is told by who reads it
  }
}

/** @throws Failure 65 when it cannot be read as JSON */
export function readJson<T>(directory: string, file: string): T {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;
  } catch (error) {
    throw unsound((error as Error).message, directory);
  }
}

function unsound(what: string, directory: string): Failure {
  return new Failure(`there is no sound cloud assembly: ${what}`, {
    code: ExitCode.BAD_INPUT, where: directory, fix: 'make one: npx projen assemble <stage>',
  });
}
