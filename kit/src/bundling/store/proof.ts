import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './manifest';
import { decidePurpose } from '../../config/policy';
import { policyEnvironment } from '../../config/policy-environment';
import { setVariable, variable } from '../../kernel/environment';
import { ExitCode, Failure } from '../../kernel/failure';

/**
 * Which parts of a store a release may take. A store can be written by anybody who writes a cache, and what is said in
 * it of itself proves nothing. So a release takes what this process made, or what a proof names that another process
 * of the same release wrote: the proof's own hash comes by another way than the store.
 */

/** SHA-256 of what a store has under a name: of a tree, its manifest; of an exported lock, the export. */
type Proof = Readonly<Record<string, string>>;

/** Hashes of the proofs that this process may go by, with commas between them. */
const VARIABLE = 'BUNDLING_PROOF';
const FOLDER = 'proofs';

/** What this process made, by store. */
const made = new Map<string, Record<string, string>>();

/** Where the store of a checkout is. */
export function storeOf(root: string): string {
  return join(root, '.bundle-cache');
}

/** Whether nothing may be taken that is not proven. */
export function needsProof(): boolean {
  return decidePurpose(policyEnvironment()).purpose === 'release';
}

/** Notes what this process made. */
export function noteMade(store: string, name: string, content: string | Buffer): void {
  made.set(store, { ...made.get(store), [name]: sha256(content) });
}

/**
 * Whether a release may take this.
 *
 * @throws Failure 65 when it is not what the proofs say, which then were handed over for another store
 */
export function isProven(store: string, name: string, content: string | Buffer): boolean {
  const found = sha256(content);
  if (made.get(store)?.[name] === found) return true;
  const given = givenProofs();
  if (given.length === 0) return false;
  if (entriesOf(store, given)[name] === found) return true;
  throw new Failure(`${name} is not what the job bundle of this pipeline made`, {
    code: ExitCode.BAD_INPUT, where: store, fix: 'run the job bundle again, and the jobs after it; without --bundles, bundles are made anew',
  });
}

/**
 * Writes down what this process made in a store, or was given a proof of.
 *
 * @returns the proof's SHA-256, in hex
 */
export function writeProof(store: string): string {
  const entries = { ...entriesOf(store, givenProofs()), ...made.get(store) };
  const text = `${JSON.stringify(Object.fromEntries(Object.entries(entries).sort()), undefined, 1)}\n`;
  const digest = sha256(text);
  mkdirSync(join(store, FOLDER), { recursive: true });
  writeFileSync(proofFile(store, digest), text);
  return digest;
}

/** From now on, this process and its children go by these proofs and by no other. */
export function goByProofs(digests: readonly string[]): void {
  setVariable(VARIABLE, digests.join(','));
}

function givenProofs(): string[] {
  return variable(VARIABLE)?.split(',') ?? [];
}

/** @throws Failure 65 when a proof is missing or was altered */
function entriesOf(store: string, digests: readonly string[]): Proof {
  return Object.assign({}, ...digests.map((digest) => {
    const path = proofFile(store, digest);
    const text = /^[0-9a-f]{64}$/.test(digest) && existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (sha256(text) === digest) return JSON.parse(text) as Proof;
    throw new Failure(`the store has no proof ${digest}: these are not the bundles that were made for this release`, {
      code: ExitCode.BAD_INPUT, where: store, fix: 'run the job bundle again, and the jobs after it; without --bundles, bundles are made anew',
    });
  })) as Proof;
}

function proofFile(store: string, digest: string): string {
  return join(store, FOLDER, `${digest}.json`);
}
