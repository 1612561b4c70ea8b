import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { optionArguments, optionLines } from '../../python/installer-options';
import { namedVariables } from '../../python/requirements';
import type { DependencyPlan } from '../plan';
import { refuseChanged } from '../plan';
import { settleMode } from '../store/file-modes';

/** A dependency set to install, the functions that want it, its inputs, and the empty folder it goes into. */
export interface Installation {
  readonly plan: DependencyPlan;
  readonly functions: readonly string[];
  /** What {@link writeInput} wrote. */
  readonly input: string;
  readonly directory: string;
}

/** Installs dependency sets. Those of one call share a mode, a Python version and an architecture. */
export interface Builder {
  install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void>;
}

/** Programs and folders as the machine that installs has them. */
interface Machine {
  readonly uv: string;
  /** It need not be of the target's version. */
  readonly python: string;
  /** Of the target's version, where bytecode is wanted. @default - `python` */
  readonly compiler?: string;
  readonly directory: string;
  /** What tells uv of a target that this machine is not. */
  readonly target?: readonly string[];
}

/**
 * Writes what the installer reads into a folder that can be taken to another machine.
 *
 * @throws Failure 75 when a file is not what it was when the key was derived from it
 */
export function writeInput(plan: DependencyPlan, folder: string): void {
  if (plan.kind === 'packages') {
    const { options, registry, direct } = plan.requirements;
    writeFileSync(join(folder, 'registry.txt'), [...optionLines(options), ...registry, ''].join('\n'));
    writeFileSync(join(folder, 'direct.txt'), [...optionLines(options), ...direct, ''].join('\n'));
    return;
  }
  for (const file of plan.files) {
    const content = readIfThere(file.absolute);
    refuseChanged(file, content && createHash('sha256').update(content).digest('hex'), plan.path);
    const to = join(folder, 'package', file.path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content!);
    settleMode(to, file.executable);
  }
}

/** Commands that install a dependency set, run in the folder of its input. Equal in all builders but for the machine. */
export function installCommands(plan: DependencyPlan, machine: Machine): string[][] {
  const { uv, python, compiler = python, directory, target = [] } = machine;
  const install = [uv, 'pip', 'install', '--python', python, '--target', directory, ...target];
  return [
    ...installSteps(plan).map((step) => [...install, '--no-compile-bytecode', ...step]), // it would be the host's, and different each time
    ...(wantsBytecode(plan) ? [[compiler, '-I', ...compileArguments(directory)]] : []),
  ];
}

/**
 * What a dependency set's files name as `${NAME}`, from the environment, for uv to put in.
 *
 * @throws Failure 78 when one is not set
 */
export function installVariables({ plan }: Pick<Installation, 'plan'>): Record<string, string> {
  if (plan.kind !== 'packages') return {};
  const { path, options, registry, direct } = plan.requirements;
  return namedVariables(path, [...options, ...registry, ...direct]);
}

export function wantsBytecode(plan: DependencyPlan): boolean {
  return plan.kind === 'packages' && plan.contents.bytecode;
}

/** Arguments of each `uv pip install` that a dependency set takes. */
function installSteps(plan: DependencyPlan): string[][] {
  if (plan.kind === 'local package') return [['--no-deps', './package']];
  const { registry, direct, locked, options } = plan.requirements;
  const common = optionArguments(options);
  // What is locked is installed as it stands; anything else has to be resolved, in one go.
  const files = [['registry.txt', registry], ['direct.txt', direct]] as const;
  const given = files.filter(([, lines]) => lines.length > 0).flatMap(([file]) => ['-r', file]);
  if (!locked) return given.length > 0 ? [[...common, ...given]] : [];
  return [
    ...(registry.length > 0 ? [[...common, '--no-deps', '--require-hashes', '-r', 'registry.txt']] : []),
    ...(direct.length > 0 ? [[...common, '--no-deps', '-r', 'direct.txt']] : []),
  ];
}

/** Bytecode that is the same wherever it is compiled, and that Python does not check against the sources' times. */
function compileArguments(directory: string): string[] {
  return ['-m', 'compileall', '-q', '-s', directory, '-p', '/var/task', '--invalidation-mode', 'unchecked-hash', directory];
}

function readIfThere(path: string): Buffer | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined;
}
