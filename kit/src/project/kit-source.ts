import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readKitManifest } from './manifest';
import { git, paths, tar, tryGit } from './programs';
import { KIT_FOLDER } from '../config/kit';
import { ExitCode, Failure } from '../kernel/failure';

/** What a person names, by what is there. Anything that is neither file nor folder is a tag, or a version. */
type SourceKind = 'folder' | 'tarball' | 'name';

export function kindOf(source: string): SourceKind {
  const found = statSync(resolve(source), { throwIfNoEntry: false });
  if (found) return found.isDirectory() ? 'folder' : 'tarball';
  if (!/^\.{0,2}\/|\.(tgz|tar|tar\.gz)$/.test(source)) return 'name';
  throw new Failure('there is no such file or folder', { code: ExitCode.BAD_INPUT, where: resolve(source), fix: 'name a tarball or a folder that is there' });
}

/** Unpacks a tarball of npm or git, and finds the kit in it. */
export async function unpack(tarball: string, scratch: string): Promise<string> {
  const to = join(scratch, 'unpacked');
  mkdirSync(to, { recursive: true });
  await tar(to, ['-xf', resolve(tarball)], 'name a tarball that is whole').catch((error: Error) => {
    if (!(error instanceof Failure)) throw error;
    throw new Failure('the tarball cannot be unpacked', { code: ExitCode.BAD_INPUT, where: tarball, fix: 'name a tarball that is whole', output: error.output });
  });
  const [single, ...more] = readdirSync(to);
  return kitIn(to) ?? (single !== undefined && more.length === 0 ? kitIn(join(to, single)) : undefined) ?? refuse(tarball);
}

/** The folder itself, or a repository with the kit in it. */
export function kitOfFolder(folder: string): string {
  return kitIn(resolve(folder)) ?? refuse(folder);
}

/** The kit's folder at a tag of a remote. The repository's own references stay as they are. */
export async function fetchTag(root: string, tag: string, scratch: string, asked?: string): Promise<string> {
  const remote = await remoteOf(root, asked);
  const there = `see that ${remote} can be reached and has the tag: git ls-remote --tags ${remote}`;
  await git(root, ['fetch', '--quiet', '--no-tags', '--', remote, `refs/tags/${tag}`], there);
  const commit = (await git(root, ['rev-parse', '--verify', 'FETCH_HEAD^{commit}'], there)).trim();
  const tree = await git(root, ['ls-tree', '-r', '--full-tree', '--name-only', '-z', commit, `${KIT_FOLDER}/`], there);
  if (paths(tree).length === 0) refuse(`${tag} of ${remote}`);
  const top = (await git(root, ['rev-parse', '--show-toplevel'], there)).trim();
  const archive = join(scratch, 'tag.tar');
  await git(top, ['archive', '--format=tar', `--output=${archive}`, commit, KIT_FOLDER], there);
  return unpack(archive, scratch);
}

async function remoteOf(root: string, asked?: string): Promise<string> {
  if (asked) return asked;
  const remotes = ((await tryGit(root, 'remote')) ?? '').split('\n');
  const found = ['template', 'origin'].find((name) => remotes.includes(name));
  if (found) return found;
  throw new Failure('this repository has no remote that could have the tag', {
    code: ExitCode.BAD_INPUT, where: root, fix: 'git remote add template <address of the template>, or name a tarball or a folder',
  });
}

function kitIn(folder: string): string | undefined {
  return [folder, join(folder, KIT_FOLDER)].find((place) => existsSync(place) && readKitManifest(place));
}

function refuse(where: string): never {
  throw new Failure('this holds no python-lambda-kit', { code: ExitCode.BAD_INPUT, where, fix: 'name a release of the kit: a tag, its folder, or a tarball of it' });
}
