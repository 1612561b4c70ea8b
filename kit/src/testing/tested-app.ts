import { join } from 'node:path';
import { failedCheck } from './function-test';
import type { CheckOutcome } from './outcome';
import type { Shard } from './shard';
import { type Made, bundlesOf } from './suite';
import { type AssembledFunction, readAssembly } from '../assembly/assembly';
import { assemble, cdk, withAssemblyFolder } from '../assembly/cdk';
import type { Bundle } from '../bundling/bundle';
import { resolvePlan } from '../bundling/resolution';
import { LOCAL_STAGE } from '../config/settings';
import { type Workspace, selectFunctions } from '../config/workspace';
import type { Environment } from '../kernel/environment';
import { Failure } from '../kernel/failure';
import type { Progress } from '../kernel/progress';

/** What a synth said of the app and of the functions in it. */
interface Synthesis {
  readonly app: readonly CheckOutcome[];
  readonly assembled: readonly AssembledFunction[];
}

/** The app as a whole needs every bundle, those of other shards too: the first one has it done for all. */
export async function testedApp(workspace: Workspace, made: readonly Made[], shard: Shard, progress: Progress): Promise<Synthesis> {
  const bundles = bundlesOf(made);
  if (made.length === 0) return { app: [], assembled: [] };
  const title = shard.index > 1 ? 'the app: what it gives the functions' : 'the app: synth with these bundles';
  return progress.during(title, async (onLine) => (shard.index > 1
    ? { app: [], assembled: await synthSources(workspace, onLine) }
    : synthWith(workspace, bundles, made.length === bundles.length, onLine)));
}

/**
 * Synthesises as a deploy would, and holds every asset against the bundle that was tested. Where a function could not
 * be bundled the app cannot be either; then plain sources tell what the stacks give the others.
 */
async function synthWith(workspace: Workspace, bundles: readonly Bundle[], complete: boolean, onLine: (line: string) => void): Promise<Synthesis> {
  const started = performance.now();
  const check = (rest: Omit<CheckOutcome, 'name' | 'ms'>): CheckOutcome => ({ name: 'synth', ms: Math.round(performance.now() - started), ...rest });
  if (!complete) {
    const app = [check({ kind: 'not-run', message: 'the app was not synthesised, as a function could not be bundled' })];
    return { app, assembled: await synthSources(workspace, onLine) };
  }
  try {
    return await withAssemblyFolder(workspace, async (directory) => {
      await assemble(workspace, LOCAL_STAGE, 'verify', directory, { onLine });
      const assembled = readAssembly(join(workspace.root, directory));
      const keys = await keysOf(workspace, bundles);
      const other = assembled.filter(({ record }) => record && record.key !== keys.get(record.function));
      if (other.length === 0) return { app: [check({ kind: 'passed', message: 'its assets are the bundles that are tested' })], assembled };
      const message = `the app ships other bundles than those tested: ${[...new Set(other.map(({ record }) => record!.function))].join(', ')}`;
      return { app: [check({ kind: 'other-bundle', message, fix: 'a file changed meanwhile; run it again' })], assembled };
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const given = Object.assign({}, ...Object.values(workspace.settings.functions).map(({ testEnvironment }) => testEnvironment)) as Environment;
    const app = [failedCheck('synth', 'synth-error', error, Math.round(performance.now() - started), given)];
    return { app, assembled: await synthSources(workspace, onLine) };
  }
}

/** Keys of all functions: of the bundles that are tested here, and of those that another run or shard tests. */
async function keysOf(workspace: Workspace, bundles: readonly Bundle[]): Promise<ReadonlyMap<string, string>> {
  const keys = new Map(bundles.map(({ plan }) => [plan.function.name, plan.key]));
  for (const fn of selectFunctions(workspace)) if (!keys.has(fn.name)) keys.set(fn.name, (await resolvePlan(workspace, fn)).key);
  return keys;
}

/** Nothing of it is deployed, and nothing checked. */
async function synthSources(workspace: Workspace, onLine: (line: string) => void): Promise<AssembledFunction[]> {
  const env = { BUNDLING_PURPOSE: 'unit', BUNDLING_MODE: 'skip', CDK_VALIDATION: 'false' };
  return withAssemblyFolder(workspace, async (directory) => {
    await cdk(workspace, ['synth', '--quiet', '--output', directory, '--context', `stage=${LOCAL_STAGE.name}`], { onLine, env });
    return readAssembly(join(workspace.root, directory));
  }).catch((error: unknown) => {
    if (error instanceof Failure) return []; // told already, by the synth that counts
    throw error;
  });
}
