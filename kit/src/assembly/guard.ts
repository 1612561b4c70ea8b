import { lstatSync } from 'node:fs';
import { type AssembledFunction, readAssembly } from './assembly';
import { hashFile } from '../bundling/store/manifest';
import type { StageSettings } from '../config/policy';
import { ExitCode, Failure } from '../kernel/failure';

/**
 * Holds every Python function of an assembly against what its template records, and against what its stage allows.
 *
 * @returns the functions that may be deployed
 * @throws Failure 65 with every reason at once, and before anything is deployed
 */
export function guardAssembly(directory: string, stage: StageSettings): AssembledFunction[] {
  const functions = readAssembly(directory).filter((fn) => fn.record || !isCdkProvider(fn));
  const problems = functions.flatMap((fn) => problemsOf(fn, stage).map((problem) => `${fn.record?.function ?? fn.constructPath}: ${problem}`));
  if (problems.length === 0) return functions;
  throw new Failure(`this assembly must not be deployed to ${stage.name}:\n${problems.map((p) => `  - ${p}`).join('\n')}`, {
    code: ExitCode.BAD_INPUT, where: directory, fix: `assemble it anew: npx projen assemble ${stage.name}`,
  });
}

function problemsOf({ record, file, assetHash }: AssembledFunction, stage: StageSettings): string[] {
  if (!record) return ['its code was not bundled by PythonFunction, so nothing is known of it'];
  if (record.mode === 'skip') return ['bundling was skipped, so its packages are missing'];
  const allowed: readonly string[] = stage.modes;
  return [
    ...(record.stage === stage.name ? [] : [`it was assembled for ${record.stage}`]),
    ...(allowed.includes(record.mode) ? [] : [`it was bundled in the mode '${record.mode}', and ${stage.name} takes ${allowed.join(', ')}`]),
    ...(stage.production && record.purpose !== 'release' ? [`it was bundled to ${record.purpose}, and production takes releases only`] : []),
    ...(record.key?.startsWith(`${record.mode}-`) ? [] : ['its record contradicts itself: the mode is not that of the key']),
    ...(assetHash && assetHash === (record.artifact ?? assetHash) ? [] : ['its record belongs to other code than the template deploys']),
    ...contentProblems(file, record.artifact),
  ];
}

function contentProblems(file: string | undefined, artifact: string | undefined): string[] {
  if (!file || !lstatSync(file, { throwIfNoEntry: false })?.isFile()) return ['its zip is not in the assembly'];
  if (!artifact) return ['its record has no hash of its zip'];
  return hashFile(file).sha256 === artifact ? [] : ['its zip was altered after it was bundled'];
}

/** aws-cdk-lib brings Python functions of its own, behind custom resources; their code is the library's. */
function isCdkProvider({ constructPath }: AssembledFunction): boolean {
  return /(^|\/)(Custom::[A-Za-z]|BucketNotificationsHandler[0-9a-f]{32}|AWSCDK[A-Za-z]*Provider)/.test(constructPath);
}
