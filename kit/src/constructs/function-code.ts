import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BundleRecord, assetHashOf } from '../assembly/record';
import { bundleNow } from '../bundling/bundle';
import { planSources, NOT_SHIPPED } from '../bundling/plan';
import { decideFor, settledPlan } from '../bundling/resolution';
import { contentHash } from '../bundling/store/manifest';
import { goByProofs } from '../bundling/store/proof';
import { Store, type Stored } from '../bundling/store/store';
import { type FunctionSettings, PolicyError, type Purpose } from '../config/policy';
import { type Workspace, thisWorkspace } from '../config/workspace';
import { Failure, describeFailure } from '../kernel/failure';
import { PROGRAM } from '../kernel/program';

/** The code of a function and what the template records of it. */
export interface FunctionCode {
  readonly code: Code;
  readonly record: Omit<BundleRecord, 'stage'>;
}

/**
 * The bundle of a function, or its plain sources where the policy skips bundling. A bundle that is there starts no
 * child process.
 *
 * @param outdir where the app stages its assets; a bundle is linked into it
 */
export function codeOf(fn: FunctionSettings, workspace: Workspace = thisWorkspace(), outdir?: string): FunctionCode {
  try {
    const { purpose, mode } = decideFor(fn);
    return mode === 'skip' ? plainSources(fn, workspace, purpose) : bundled(fn, workspace, purpose, outdir);
  } catch (error) {
    throw error instanceof Failure || error instanceof PolicyError ? plainError(describeFailure(error)) : error;
  }
}

function plainSources(fn: FunctionSettings, workspace: Workspace, purpose: string): FunctionCode {
  const key = planSources(workspace, fn);
  const code = Code.fromAsset(join(workspace.root, fn.entry), { exclude: [...NOT_SHIPPED, ...fn.exclude], assetHash: key });
  return { code, record: { function: fn.name, key, purpose, mode: 'skip' } };
}

function bundled(fn: FunctionSettings, workspace: Workspace, purpose: Purpose, outdir?: string): FunctionCode {
  const found = find(workspace, fn) ?? (bundleEverything(workspace, purpose), find(workspace, fn));
  if (!found) throw plainError(`the bundle of ${fn.name} was made and is not there; run npx projen bundle`);
  const { directory, manifest } = found;
  Store.of(workspace).noteUse(manifest.key, fn.name);
  if (outdir) stage(found, outdir);
  return {
    code: Code.fromAsset(directory, { assetHash: manifest.key }),
    record: { function: fn.name, key: manifest.key, purpose, mode: manifest.mode, contentHash: contentHash(manifest.files) },
  };
}

/**
 * Links a bundle to where CDK looks for it staged. CDK itself would copy it, file by file, which takes longer than all
 * the rest; what it finds there it takes.
 */
function stage({ directory, manifest }: Stored, outdir: string): void {
  const staged = join(outdir, `asset.${assetHashOf(manifest.key)}`);
  if (existsSync(staged)) return;
  const linking = mkdtempSync(`${staged}-linking-`);
  try {
    for (const path of Object.keys(manifest.files)) {
      mkdirSync(dirname(join(linking, path)), { recursive: true });
      linkSync(join(directory, path), join(linking, path));
    }
    renameSync(linking, staged);
  } catch {
    rmSync(linking, { recursive: true, force: true }); // another disk, where CDK has to copy
  }
}

function find(workspace: Workspace, fn: FunctionSettings) {
  const plan = settledPlan(workspace, fn, decideFor(fn));
  return plan && (Store.of(workspace).find(plan.key) ?? bundleNow(workspace, plan));
}

/** Constructs cannot wait, so the one run that makes all missing bundles is a child process. */
function bundleEverything({ root }: Workspace, purpose: Purpose): void {
  const release = purpose === 'release';
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, 'bundle', ...(release ? ['--release', '--json'] : [])], {
    cwd: root, stdio: ['ignore', release ? 'pipe' : 2, 2], encoding: 'utf8',
  });
  if (status !== 0) throw plainError('bundling failed; the cause is above');
  if (release) goByProofs([(JSON.parse(stdout) as { proof: string }).proof]);
}

/** The cause is printed already: a stack trace would only bury it. */
function plainError(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
