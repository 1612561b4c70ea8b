import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DependencyPlan } from './plan';

/** A layer to install, the functions that want it, its inputs, and the empty folder it goes into. */
export interface Installation {
  readonly plan: DependencyPlan;
  readonly functions: readonly string[];
  /** What {@link writeInput} wrote. */
  readonly input: string;
  readonly directory: string;
}

/** Installs layers. The layers of one call share a mode, a Python version and an architecture. */
export interface Builder {
  install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void>;
}

/** Writes what the installer reads into a folder that can be taken to another machine. */
export function writeInput(plan: DependencyPlan, folder: string): void {
  if (plan.kind === 'packages') {
    const { options, registry, direct } = plan.requirements;
    writeFileSync(join(folder, 'registry.txt'), [...options, ...registry, ''].join('\n'));
    writeFileSync(join(folder, 'direct.txt'), [...options, ...direct, ''].join('\n'));
    return;
  }
  for (const { absolute, path } of plan.files) {
    const to = join(folder, 'package', path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(absolute, to);
  }
}

/** Arguments of each `uv pip install` that a layer takes, run in the folder of its input. Equal in all builders. */
export function installSteps(plan: DependencyPlan): string[][] {
  const common = ['--no-compile-bytecode']; // bytecode of the host's Python, and different each time
  if (plan.kind === 'local package') return [[...common, '--no-deps', './package']];
  const { registry, direct, locked } = plan.requirements;
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
export function compileArguments(directory: string): string[] {
  return ['-m', 'compileall', '-q', '-s', directory, '-p', '/var/task', '--invalidation-mode', 'unchecked-hash', directory];
}

export function wantsBytecode(plan: DependencyPlan): boolean {
  return plan.kind === 'packages' && plan.contents.bytecode;
}
