import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SymlinkFollowMode } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { ArtifactCode } from './artifact-code';
import type { FunctionContents } from '../assembly/code-record';
import type { BundleRecord } from '../assembly/record';
import { bundleNow } from '../bundling/bundle';
import { type BundlePlan, planSources, NOT_SHIPPED } from '../bundling/plan';
import { decideFor, settledPlan } from '../bundling/resolution';
import { readManifest } from '../bundling/store/manifest';
import { goByProofs } from '../bundling/store/proof';
import { Store, type StoredArtifact } from '../bundling/store/store';
import { PolicyError, type Purpose } from '../config/policy';
import type { FunctionSettings } from '../config/settings';
import { type Workspace, thisWorkspace } from '../config/workspace';
import { Failure, describeFailure } from '../kernel/failure';
import { PROGRAM } from '../kernel/program';

/** The code of a function and what the template records of it. */
export interface FunctionCode {
  readonly code: Code;
  readonly record: Omit<BundleRecord, 'stage'>;
  /** What `plan` compares with what runs. @default - not of a release: nothing */
  readonly contents?: FunctionContents;
}

/**
 * The bundle of a function, or its plain sources where the policy skips bundling. A bundle that is there starts no
 * child process.
 */
export function codeOf(fn: FunctionSettings, workspace: Workspace = thisWorkspace()): FunctionCode {
  try {
    const { purpose, mode } = decideFor(fn);
    return mode === 'skip' ? plainSources(fn, workspace, purpose) : bundled(fn, workspace, purpose);
  } catch (error) {
    throw error instanceof Failure || error instanceof PolicyError ? plainError(describeFailure(error)) : error;
  }
}

function plainSources(fn: FunctionSettings, workspace: Workspace, purpose: string): FunctionCode {
  const key = planSources(workspace, fn);
  const exclude = [...NOT_SHIPPED, ...fn.exclude];
  const code = Code.fromAsset(join(workspace.root, fn.entry), { exclude, assetHash: key, followSymlinks: SymlinkFollowMode.ALWAYS });
  return { code, record: { function: fn.name, key, purpose, mode: 'skip' } };
}

function bundled(fn: FunctionSettings, workspace: Workspace, purpose: Purpose): FunctionCode {
  const found = find(workspace, fn) ?? (bundleEverything(workspace, purpose), find(workspace, fn));
  if (!found) throw plainError(`the bundle of ${fn.name} was made and is not there; run npx projen bundle`);
  const { plan: { key, mode }, artifact } = found;
  Store.of(workspace).noteUse(key, fn.name);
  const contents = purpose === 'release' ? contentsOf(fn, artifact) : undefined;
  const record = { function: fn.name, key, purpose, mode, artifact: artifact.sha256 };
  return { code: new ArtifactCode(artifact), record, ...(contents && { contents }) };
}

/** Of a release only: a manifest names every file, and hundreds of them would slow down each synthesis of a day. */
function contentsOf(fn: FunctionSettings, { path }: StoredArtifact): FunctionContents | undefined {
  const manifest = readManifest(join(dirname(path), 'manifest.json'));
  return manifest && { function: fn.name, bytes: statSync(path).size, packages: manifest.packages };
}

function find(workspace: Workspace, fn: FunctionSettings): { plan: BundlePlan; artifact: StoredArtifact } | undefined {
  const plan = settledPlan(workspace, fn, decideFor(fn));
  const artifact = plan && (Store.of(workspace).findArtifact(plan.key) ?? artifactNow(workspace, plan));
  return artifact && { plan, artifact };
}

function artifactNow(workspace: Workspace, plan: BundlePlan): StoredArtifact | undefined {
  const stored = bundleNow(workspace, plan);
  return stored && { path: stored.artifact, sha256: stored.manifest.artifact.sha256 };
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
