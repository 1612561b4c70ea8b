import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CHANGELOG_FILE, hasVersion } from './changelog';
import { readKitManifest } from './manifest';
import { git, paths, tar } from './programs';
import { RELEASE_FILE, type Release, differences, readRelease, releaseOf, textOf } from './release';
import { KIT_FOLDER, KIT_PACKAGE } from '../config/kit';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';

/** Writes what the version of this kit consists of. @returns how many files */
export async function writeRelease(kit: string): Promise<number> {
  const release = await currentRelease(kit);
  writeFileSync(join(kit, RELEASE_FILE), textOf(release));
  return Object.keys(release.files).length;
}

/** @throws Failure 65 with every file that is not as the release says */
export async function checkRelease(kit: string): Promise<void> {
  const { version, files } = await currentRelease(kit);
  const written = tryRead(kit);
  if (written && written.version === version && differences(kit, Object.keys(files), written).length === 0) return;
  const wrong = written ? [...(written.version === version ? [] : [`version ${written.version} for ${version}`]), ...differences(kit, Object.keys(files), written)] : ['missing or unreadable'];
  throw new Failure(`${RELEASE_FILE} is not up to date: ${wrong.join(', ')}`, { code: ExitCode.BAD_INPUT, where: kit, fix: `npm run release --workspace ${KIT_FOLDER}` });
}

/** Packs the sources of this kit, for forks: exactly the files of its release. @returns the tarball */
export async function packSources(kit: string, to: string): Promise<string> {
  await checkRelease(kit);
  const { version, files } = readRelease(kit)!;
  const scratch = mkdtempSync(join(tmpdir(), 'kit-sources-'));
  return withCleanup(() => rmSync(scratch, { recursive: true, force: true }), async () => {
    for (const file of [...Object.keys(files), RELEASE_FILE]) {
      mkdirSync(dirname(join(scratch, KIT_FOLDER, file)), { recursive: true });
      copyFileSync(join(kit, file), join(scratch, KIT_FOLDER, file));
    }
    mkdirSync(to, { recursive: true });
    const tarball = resolve(to, `${KIT_PACKAGE}-${version}-source.tgz`);
    await tar(scratch, ['-czf', tarball, KIT_FOLDER], 'see what tar says');
    return tarball;
  });
}

async function currentRelease(kit: string): Promise<Release> {
  const manifest = readKitManifest(kit);
  if (!manifest) throw new Failure('this folder is no kit', { code: ExitCode.BAD_INPUT, where: kit, fix: `go to ${KIT_FOLDER}/ of a checkout` });
  const { version } = manifest;
  if (!hasVersion(readFileSync(join(kit, CHANGELOG_FILE), 'utf8'), version)) {
    throw new Failure(`${CHANGELOG_FILE} says nothing of ${version}`, { code: ExitCode.BAD_INPUT, where: join(kit, CHANGELOG_FILE), fix: `add a section that begins with: ## ${version}` });
  }
  // Committed or about to be, but nothing that git ignores.
  const listed = paths(await git(kit, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], 'run it in a checkout'));
  return releaseOf(kit, version, [...new Set(listed)].filter((file) => existsSync(join(kit, file))));
}

/** A merge can have left lines that are no JSON. */
function tryRead(kit: string): Release | undefined {
  try {
    return readRelease(kit);
  } catch {
    return undefined;
  }
}
