import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { keepArchive, requireCompiled } from './installed-kit';
import { kindOf, kitOfFolder, unpack } from './kit-source';
import { type KitManifest, readKitManifest, readManifest } from './manifest';
import { npm } from './programs';
import { KIT_PACKAGE } from '../config/kit';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';

interface ResolvedKit {
  /** What the project's package.json says of the kit. */
  readonly spec: string;
  /** The version of the loader that runs `.projenrc.ts`. */
  readonly tsx: string;
}

/**
 * What npm installs as the kit of a new project. A tarball is copied into the project, and a folder is packed first: a
 * path that leads out of a repository is there on one machine only.
 *
 * @param self the package that this program is; without `asked`, the project gets that very one
 */
export async function resolveKit(project: string, self: string, asked?: string): Promise<ResolvedKit> {
  const own = readKitManifest(self)!;
  const { tsx } = own.devDependencies ?? {};
  if (tsx === undefined) throw new Error('the package does not say which tsx it was seen working with');
  return { spec: await specOf(project, asked ?? originOf(self, own)), tsx };
}

async function specOf(project: string, source: string): Promise<string> {
  // npm's own kinds: another package, an address, a repository.
  if (/^(npm|https?|git(\+\w+)?):/.test(source)) return source;
  switch (kindOf(source)) {
    case 'name': return source;
    case 'tarball': return withScratch((scratch) => keep(project, resolve(source), scratch));
    case 'folder': return withScratch(async (scratch) => keep(project, await pack(kitOfFolder(source), scratch), scratch));
  }
}

async function keep(project: string, archive: string, scratch: string): Promise<string> {
  const folder = await unpack(archive, scratch);
  requireCompiled(folder, archive);
  return keepArchive(project, archive, readKitManifest(folder)!);
}

async function pack(kit: string, scratch: string): Promise<string> {
  await npm(kit, ['pack', '--pack-destination', scratch, '--silent'], 'see that npm pack works there; it needs what npm ci installs');
  const [archive] = readdirSync(scratch).filter((file) => file.endsWith('.tgz'));
  if (archive) return join(scratch, archive);
  throw new Failure('npm pack has made no tarball', { code: ExitCode.UNAVAILABLE, where: kit, fix: 'see what npm pack says there' });
}

/**
 * Where this program came from: sources are packed; `npx` of a tarball or an address has it in the package.json that
 * it made for the run; anything else is of the registry.
 */
function originOf(self: string, { version }: KitManifest): string {
  if (existsSync(join(self, 'src'))) return self;
  const host = dirname(dirname(self)); // of node_modules/
  const spec = { ...readManifest(host)?.devDependencies, ...readManifest(host)?.dependencies }[KIT_PACKAGE];
  if (spec?.startsWith('file:')) {
    const path = resolve(host, spec.slice('file:'.length));
    if (statSync(path, { throwIfNoEntry: false })) return path;
    throw new Failure('the tarball that this program was installed from is gone', { code: ExitCode.BAD_INPUT, where: path, fix: 'name one: --kit <tarball>' });
  }
  return spec !== undefined && /^(https?|git(\+\w+)?):/.test(spec) ? spec : version;
}

function withScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'kit-'));
  return withCleanup(() => rmSync(scratch, { recursive: true, force: true }), () => work(scratch));
}
