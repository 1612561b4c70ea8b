import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { ARCHITECTURES, type Architecture, PolicyError } from './policy';
import { type FunctionSettings, LOCAL_STAGE, type Settings, type StageSettings } from './settings';
import { SETTINGS_FILE } from './settings-file';
import { variable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';

/** A checkout: where it is and what its functions are. */
export interface Workspace {
  readonly root: string;
  readonly settings: Settings;
}

/**
 * The project around the working directory. BUNDLING_ARCHITECTURE overrides the functions' own: `npx projen local`
 * runs them on this machine's processor.
 *
 * @throws Failure 78 where there is none
 */
export function thisWorkspace(): Workspace {
  const root = findRoot(process.cwd());
  const settings = JSON.parse(readFileSync(join(root, SETTINGS_FILE), 'utf8')) as Settings;
  return { root, settings: withArchitecture(settings, variable('BUNDLING_ARCHITECTURE')) };
}

/** The nearest folder upwards that holds generated settings. */
function findRoot(from: string): string {
  for (let folder = from; folder !== parse(folder).root; folder = dirname(folder)) {
    if (existsSync(join(folder, SETTINGS_FILE))) return folder;
  }
  throw new Failure('this folder is not in a project of python-lambda-kit', {
    code: ExitCode.BAD_CONFIG, where: from, fix: `go to the project's folder; if ${SETTINGS_FILE} is missing there: npx projen`,
  });
}

/** The stage with this name; without a name, the first that is not production. */
export function stageNamed({ stages }: Settings, name?: string): StageSettings | undefined {
  if (name === LOCAL_STAGE.name) return LOCAL_STAGE;
  return stages.find((stage) => (name === undefined ? !stage.production : stage.name === name));
}

/** This machine's processor, as Lambda names it. */
export function hostArchitecture(): Architecture {
  return process.arch === 'arm64' ? 'arm64' : 'x86_64';
}

function withArchitecture(original: Settings, asked: string | undefined): Settings {
  if (!asked) return original;
  const architecture = ARCHITECTURES.find((known) => known === asked);
  if (!architecture) throw new PolicyError(`BUNDLING_ARCHITECTURE is '${asked}', but must be one of ${ARCHITECTURES.join(', ')}.`);
  if (variable('BUNDLING_PURPOSE') === 'release') throw new PolicyError('BUNDLING_ARCHITECTURE is set, but a release is built as .projenrc.ts says.');
  const functions = Object.entries(original.functions).map(([name, fn]) => [name, { ...fn, architecture }]);
  return { ...original, functions: Object.fromEntries(functions) as Settings['functions'] };
}

/** Programs fetched for this checkout: uv and the local AWS. */
export function toolsDirectory(workspace: Workspace): string {
  return join(workspace.root, '.toolchain');
}

/** By their names, or their folders as a shell completes them. @throws Failure 64 when there is no such function; no names mean all of them */
export function selectFunctions(workspace: Workspace, names: readonly string[] = []): FunctionSettings[] {
  const all = Object.values(workspace.settings.functions);
  if (names.length === 0) return all;
  return [...new Set(names.flatMap((name) => {
    const folder = name.replace(/^\.\//, '').replace(/\/+$/, '');
    const found = all.filter((fn) => fn.name === name || [fn.entry, fn.entry.replace(/^[^/]*\//, '')].includes(folder));
    if (found.length > 0) return found.find((fn) => fn.name === name) ?? found;
    throw new Failure(`there is no function '${name}'`, {
      code: ExitCode.USAGE,
      fix: `use one of: ${all.map((fn) => fn.name).join(', ')}; after adding a folder to lambda_src/, run npx projen`,
    });
  }))];
}
