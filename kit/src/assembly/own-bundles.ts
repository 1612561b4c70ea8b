import type { GuardReport } from './guard-report';
import { resolvePlan } from '../bundling/resolution';
import { Store } from '../bundling/store/store';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

/**
 * Holds the bundles of an assembly that was made just now against those that were made of this checkout: a template can
 * record of a zip whatever its author likes.
 *
 * @throws Failure 65 with every function whose zip is another one
 */
export async function requireOwnBundles({ bundles }: GuardReport, workspace: Workspace, directory: string): Promise<void> {
  const foreign: string[] = [];
  for (const { code, record } of bundles) {
    if (record.artifact === undefined || await artifactOf(workspace, record.function) !== record.artifact) foreign.push(`${code.path} (${record.function})`);
  }
  if (foreign.length === 0) return;
  throw new Failure(`the code of this assembly is not what was bundled: ${foreign.join(', ')}`, {
    code: ExitCode.BAD_INPUT, where: directory, fix: 'use PythonFunction for it, or allow it by its path in deployment.allow of .projenrc.ts, without a record of its own',
  });
}

async function artifactOf(workspace: Workspace, name: string): Promise<string | undefined> {
  const { functions } = workspace.settings;
  if (!Object.hasOwn(functions, name)) return undefined;
  return Store.of(workspace).findArtifact((await resolvePlan(workspace, functions[name])).key)?.sha256;
}
