import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANGELOG_FILE, changesBetween } from './changelog';
import { ForkedKit } from './forked-kit';
import type { FetchOptions, Holding, NextKit } from './holding';
import { InstalledKit, installedKit } from './installed-kit';
import { readKitManifest } from './manifest';
import type { Migrated } from './migrations';
import { git, npm, paths, program, tryGit } from './programs';
import { compareVersions } from './version';
import { KIT_FOLDER, KIT_PACKAGE } from '../config/kit';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';
import { quoted } from '../kernel/program';
import type { Progress } from '../kernel/progress';

/** Brings back what was before an upgrade, wherever it ended and wherever it is run: an upgrade begins in a clean checkout only. */
export function restoreLine(root: string): string {
  return `(cd ${quoted(root)} && git restore --source=HEAD --staged --worktree . && git clean -fd . && npm ci)`;
}

interface UpgradeOptions extends FetchOptions {
  /** Take away what the team changed in `kit/`. @default false */
  readonly discardEdits?: boolean;
  readonly progress: Progress;
  /** Told before the first file changes. */
  readonly onStart: (from: string, to: string) => void;
}

interface Upgraded {
  /** False where the project has that version already, so that nothing was done. */
  readonly replaced: boolean;
  readonly from: string;
  readonly to: string;
  readonly migrated: readonly Migrated[];
  /** The part of the changelog that lies between. */
  readonly changes: string;
}

/**
 * Replaces a project's kit as a whole, and brings the project to what the next one wants.
 *
 * @param source a tag, a version, a folder or a tarball
 * @throws Failure 65 before anything is touched where something would be lost
 */
export async function upgrade(root: string, source: string, options: UpgradeOptions): Promise<Upgraded> {
  await requireCleanCheckout(root);
  const holding = holdingOf(root);
  if (!options.discardEdits) await requireUnedited(holding);
  const scratch = mkdtempSync(join(tmpdir(), 'kit-upgrade-'));
  return withCleanup(() => rmSync(scratch, { recursive: true, force: true }), async () => {
    const next = await options.progress.during(`fetch ${source}`, () => holding.fetch(source, scratch, options));
    requireNewer(holding.version, next);
    const same = next.manifest.version === holding.version;
    if (same && (!options.discardEdits || (await holding.edits()).length === 0)) {
      return { replaced: false, from: holding.version, to: holding.version, migrated: [], changes: '' };
    }
    options.onStart(holding.version, next.manifest.version);
    return replace(root, holding, next, options.progress);
  });
}

async function replace(root: string, holding: Holding, next: NextKit, progress: Progress): Promise<Upgraded> {
  const [from, to] = [holding.version, next.manifest.version];
  const changes = changesBetween(readFileSync(join(next.folder, CHANGELOG_FILE), 'utf8'), from, to);
  const inProject = { CI: undefined }; // or projen would not update the lockfile
  await progress.during(`replace ${KIT_PACKAGE} ${from} by ${to}`, () => holding.replaceBy(next));
  await progress.during('npm install', (onLine) => npm(root, ['install'], undo(root, 'see what npm says'), { onLine }));
  // What a version asks for, only that version knows.
  const migrated = await progress.during('migrations', async () => JSON.parse(
    await program(process.execPath, [programOf(root), 'kit:migrate', from], root, undo(root, 'see what it says')),
  ) as { migrated: Migrated[] });
  await progress.during('npx projen', (onLine) => program('npx', ['--no-install', 'projen'], root, undo(root, 'see what .projenrc.ts wants, and run npx projen again'), { onLine, env: inProject }));
  return { replaced: true, from, to, migrated: migrated.migrated, changes };
}

function holdingOf(root: string): Holding {
  const forked = readKitManifest(join(root, KIT_FOLDER));
  if (forked) return new ForkedKit(root, forked);
  const installed = installedKit(root);
  if (installed) return new InstalledKit(root, installed);
  throw new Failure(`this project has no ${KIT_PACKAGE}`, { code: ExitCode.BAD_CONFIG, where: root, fix: 'npm ci' });
}

async function requireCleanCheckout(root: string): Promise<void> {
  const prefix = await tryGit(root, 'rev-parse', '--show-prefix');
  if (prefix === undefined) {
    throw new Failure('this is not in a git repository, so nothing would bring back what was', {
      code: ExitCode.BAD_INPUT, where: root, fix: 'git init && git add --all && git commit --message "As it was"',
    });
  }
  // Renames would be two paths each.
  const status = await git(root, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', '.'], 'see what git says');
  const dirty = paths(status).map((line) => line.slice(3 + prefix.trim().length));
  if (dirty.length === 0) return;
  throw new Failure(`the checkout has changes that are in no commit: ${dirty.join(', ')}`, {
    code: ExitCode.BAD_INPUT, where: root, fix: 'commit them, or put them away: git stash --include-untracked',
  });
}

async function requireUnedited(holding: Holding): Promise<void> {
  const edits = await holding.edits();
  if (edits.length === 0) return;
  throw new Failure(`${KIT_FOLDER}/ is not ${holding.version} as it was released: ${edits.join(', ')}`, {
    code: ExitCode.BAD_INPUT, where: KIT_FOLDER, fix: 'propose the change upstream; to go on without it, add --discard-edits',
  });
}

function requireNewer(version: string, { manifest }: NextKit): void {
  if (compareVersions(manifest.version, version) >= 0) return;
  throw new Failure(`this would be a downgrade: the project has ${version}, and that is ${manifest.version}`, {
    code: ExitCode.BAD_INPUT, fix: 'name a later version; to go back to an earlier one, revert the commit that upgraded',
  });
}

function undo(root: string, first: string): string {
  return `${first}; or back to what was: ${restoreLine(root)}`;
}

function programOf(root: string): string {
  return createRequire(join(root, 'package.json')).resolve(`${KIT_PACKAGE}/program`);
}
