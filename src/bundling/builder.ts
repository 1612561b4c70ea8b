import type { DependencyPlan } from './plan';

/** A dependency set to install, the functions that want it, and the empty folder it goes into. */
export interface Installation {
  readonly plan: DependencyPlan;
  readonly functions: readonly string[];
  readonly directory: string;
}

/** Installs dependency sets. Each is for one mode; the sets of one call share a Python version and an architecture. */
export interface Builder {
  install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void>;
}

/** Options of `uv pip install` that both sides of a container wall use, so that their bundles can be equal. */
export function installArguments(plan: DependencyPlan): string[] {
  return [
    '--no-compile-bytecode', // bytecode of the host's Python, and different each time
    // A locked set is installed as it stands; anything else has to be resolved.
    ...(plan.requirements.locked ? ['--no-deps', '--require-hashes'] : []),
  ];
}
