import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import type { BundlePlan, SourceFile } from '../bundling/plan';
import { resolvePlan } from '../bundling/resolution';
import { FUNCTIONS_DIRECTORY, SHARED_DIRECTORY } from '../config/functions';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';
import { run } from '../kernel/subprocess';

const FUNCTIONS = `${FUNCTIONS_DIRECTORY}/`;
const GIT_SECONDS = 60;
/** What no bundle and no test of one reads. */
const NO_INPUT = /^(docs|test|bench)\/|^[^/]+\.md$|^LICENSE$/;

/**
 * The functions of which something changed since a commit or branch, in this folder as it is. What is no function's
 * own, such as a stack or `.projenrc.ts`, counts as a change of each.
 *
 * @throws Failure 65 when git does not know the commit
 */
export async function changedSince(workspace: Workspace, functions: readonly FunctionSettings[], reference: string): Promise<FunctionSettings[]> {
  const paths = (await changedPaths(workspace, reference)).filter((path) => !NO_INPUT.test(path));
  if (paths.some((path) => !path.startsWith(FUNCTIONS))) return [...functions];
  const inputs = new Map<FunctionSettings, readonly string[]>();
  for (const fn of functions) inputs.set(fn, await inputsOf(workspace, fn));
  const claimed = (path: string) => [...inputs.values()].flat().some((input) => isIn(input, path));
  // Code of a function that is gone is nobody's either; the others do not read it, but who knows.
  if (!paths.every(claimed)) return [...functions];
  return functions.filter((fn) => inputs.get(fn)!.some((input) => paths.some((path) => isIn(input, path))));
}

/** Files and folders that a function is made of. One that cannot be planned has its own folder, and perhaps a link that leads nowhere now. */
async function inputsOf(workspace: Workspace, fn: FunctionSettings): Promise<string[]> {
  const plan = await resolvePlan(workspace, fn).catch((error: unknown): Pick<BundlePlan, 'dependencies' | 'sources'> & { requirements?: undefined } => {
    if (error instanceof Failure) return { dependencies: [], sources: [] };
    throw error;
  });
  return [
    fn.entry,
    ...fn.shared.map((name) => `${FUNCTIONS}${SHARED_DIRECTORY}/${name}`),
    ...plan.dependencies.flatMap((layer) => (layer.kind === 'local package' ? [layer.path] : [])),
    ...(plan.requirements ? [plan.requirements.path] : [FUNCTIONS_DIRECTORY]),
    ...linkedTo(workspace, [...plan.sources, ...plan.dependencies.flatMap((one) => (one.kind === 'local package' ? one.files : []))]),
  ];
}

/** Where the links of a function lead, relative to the root. */
function linkedTo({ root }: Workspace, files: readonly SourceFile[]): string[] {
  const links = new Set(files.flatMap((file) => file.links ?? []));
  return [...links].map((link) => relative(realpathSync(root), realpathSync(link)));
}

async function changedPaths({ root }: Workspace, reference: string): Promise<string[]> {
  const git = async (...args: string[]) => run('git', args, { cwd: root, deadlineSeconds: GIT_SECONDS });
  if ((await git('rev-parse', '--is-inside-work-tree')).code !== 0) {
    throw new Failure('there is no git repository here, so nobody knows what changed', {
      code: ExitCode.BAD_INPUT, where: '--changed-since', fix: 'test all functions, or name those that changed',
    });
  }
  const base = await git('merge-base', '--end-of-options', reference, 'HEAD');
  if (base.code !== 0) {
    throw new Failure(`git knows no commit that '${reference}' and this one have in common`, {
      code: ExitCode.BAD_INPUT, where: '--changed-since', fix: 'name a branch or commit that is here: git fetch origin; in GitLab set GIT_DEPTH: 0 for the job', output: base.output,
    });
  }
  const [changed, added] = [await git('diff', '--name-only', '-z', base.stdout.trim()), await git('ls-files', '--others', '--exclude-standard', '-z')];
  return `${changed.stdout}${added.stdout}`.split('\0').filter(Boolean);
}

function isIn(input: string, path: string): boolean {
  return path === input || path.startsWith(`${input}/`);
}
