import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeManifest } from './manifest';
import { resolveKit } from './origin';
import { npm, program, tryGit } from './programs';
import { readmeOfDependent } from './readme';
import { KIT_PACKAGE } from '../config/kit';
import { name as nameSchema } from '../config/option-types';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';
import type { Progress } from '../kernel/progress';

interface CreateOptions {
  /** @default - the folder's */
  readonly name?: string;
  /** What npm installs: a version, a tarball, or a folder with the kit. @default - the kit that this program is */
  readonly kit?: string;
  /** The package that this program is. */
  readonly self: string;
  readonly progress: Progress;
}

/** What a run of the starter's tests leaves behind. */
const LEFTOVERS = new Set(['__pycache__', '.pytest_cache', '.ruff_cache', '.venv', 'node_modules']);
const STARTER_NAME = "name: 'python-lambda-starter'";

/**
 * Makes a project of the starter. It is whole in its folder, or not there.
 *
 * @returns its folder
 * @throws Failure 73 where the folder has something in it, 64 where the name cannot be one
 */
export async function createProject(asked: string, options: CreateOptions): Promise<string> {
  const folder = resolve(asked);
  requireEmpty(folder);
  const name = validName(options.name ?? basename(folder));
  const { scratch, made } = folderBeside(folder);
  return withCleanup(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })), async () => {
    await fill(scratch, name, options);
    moveInto(scratch, folder);
    made.splice(0, made.length, scratch);
    return folder;
  });
}

async function fill(folder: string, name: string, { kit, self, progress }: CreateOptions): Promise<void> {
  cpSync(join(self, 'starter'), folder, { recursive: true, filter: (path) => !LEFTOVERS.has(basename(path)) });
  setName(join(folder, '.projenrc.ts'), name);
  const readme = join(folder, 'README.md');
  writeFileSync(readme, readmeOfDependent(readFileSync(readme, 'utf8')));
  const { spec, tsx } = await progress.during('the kit', () => resolveKit(folder, self, kit));
  writeManifest(folder, { name, version: '0.0.0', dependencies: { [KIT_PACKAGE]: spec }, devDependencies: { tsx } });
  const again = 'see what npm says, then run this again';
  await progress.during('npm install', (onLine) => npm(folder, ['install'], again, { onLine }));
  // projen installs what it has added, and takes a lockfile in CI for what must not change.
  await progress.during('npx projen', (onLine) => program(process.execPath, ['--import', 'tsx', '.projenrc.ts'], folder, again, { onLine, env: { CI: undefined } }));
  // The project will be where its folder's parent is.
  if (await tryGit(dirname(folder), 'rev-parse', '--is-inside-work-tree') === undefined) await tryGit(folder, 'init', '--quiet', '--initial-branch=main');
}

function requireEmpty(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found || (found.isDirectory() && readdirSync(folder).length === 0)) return;
  throw new Failure(found.isDirectory() ? 'the folder has something in it' : 'a file is where the folder would be', {
    code: ExitCode.CANNOT_CREATE, where: folder, fix: 'name a folder that is new or empty',
  });
}

function validName(name: string): string {
  const parsed = nameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new Failure(`'${name}' cannot be the name of a project: it ${parsed.error.issues[0].message}`, { code: ExitCode.USAGE, fix: 'name it: --name <name>' });
}

/** In the same file system, so that one move brings it to its place. */
function folderBeside(folder: string): { scratch: string; made: string[] } {
  const parent = dirname(folder);
  const first = mkdirSync(parent, { recursive: true });
  const scratch = join(parent, `.${basename(folder)}-${randomBytes(6).toString('hex')}`);
  mkdirSync(scratch); // with the rights that a folder of this user has, which a temporary one has not
  return { scratch, made: [scratch, ...(first ? [first] : [])] };
}

/** An empty folder stays the one that it is: a shell may be in it. */
function moveInto(scratch: string, folder: string): void {
  if (!existsSync(folder)) return renameSync(scratch, folder);
  for (const entry of readdirSync(scratch)) renameSync(join(scratch, entry), join(folder, entry));
}

function setName(path: string, name: string): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(STARTER_NAME)) throw new Error(`${path} does not say ${STARTER_NAME}`);
  writeFileSync(path, text.replace(STARTER_NAME, `name: '${name}'`));
}
