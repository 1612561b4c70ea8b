import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type FileEntry, contentHash, describeEntry, describeFiles, hashFile, isDirectory, sha256 } from '../bundling/store/manifest';

/**
 * The code that an installed aws-cdk-lib ships, by its content: what its own constructs deploy beside an app's
 * functions. It is read from the library's files, so it is that of the version that the project's lock holds.
 */
export interface LibraryCode {
  /** Folders that are staged as they are, by their content. */
  readonly folders: ReadonlyMap<string, string>;
  /** Zip files of layers, by their SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  /** Sources that are written into a template, by their SHA-256. */
  readonly inline: ReadonlyMap<string, string>;
}

/** Where aws-cdk-lib 2.276 keeps handlers: each folder in one of these folders' folders, or the folder itself. */
const HANDLERS = ['custom-resource-handlers/dist/*/*', 'core/lib/dist/*/*', 'custom-resources/lib/provider-framework/runtime'];
/** Put beside the handlers of core's custom resource providers (`custom-resource-provider-base.js`). */
const ENTRYPOINT = 'custom-resource-handlers/dist/core/nodejs-entrypoint-handler/index.js';
/** Handlers that are written into the template (`notifications-resource-handler.js`, `instance-drain-hook.js`), the first without its comments. */
const INLINE: readonly [file: string, written: (source: string) => string][] = [
  ['custom-resource-handlers/dist/aws-s3/notifications-resource-handler/index.py', (source) => source.replace(/^ *#.*\n?/gm, '')],
  ['custom-resource-handlers/dist/aws-ecs/lambda-source/index.py', (source) => source],
];
/** Packages of layers, which aws-cdk-lib depends on; each has one `lib/layer.zip`. */
const LAYER_PACKAGE = /^@aws-cdk\/asset-/;

const read = new Map<string, LibraryCode>();

/** What the aws-cdk-lib ships that a project has installed; nothing, if it has none. It is read once in a process. */
export function libraryCode(projectRoot: string): LibraryCode {
  const manifest = resolvePackage(projectRoot, 'aws-cdk-lib');
  if (!manifest) return { folders: new Map(), files: new Map(), inline: new Map() };
  const known = read.get(manifest) ?? readLibrary(manifest);
  read.set(manifest, known);
  return known;
}

function readLibrary(manifest: string): LibraryCode {
  const library = dirname(manifest);
  const folders = new Map<string, string>();
  const entrypoint = existsSync(join(library, ENTRYPOINT)) ? describeEntry(library, { path: ENTRYPOINT, kind: 'file' }) : undefined;
  for (const folder of HANDLERS.flatMap((pattern) => matching(library, pattern))) {
    const files = shipped(describeFiles(join(library, folder)));
    folders.set(contentHash(files), folder);
    if (entrypoint) folders.set(contentHash({ ...files, '__entrypoint__.js': entrypoint }), folder);
  }
  const inline = new Map(INLINE.filter(([file]) => existsSync(join(library, file)))
    .map(([file, written]) => [sha256(written(readFileSync(join(library, file), 'utf8'))), file]));
  return { folders, files: layers(manifest), inline };
}

function layers(manifest: string): Map<string, string> {
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> };
  const packages = Object.keys(dependencies).filter((name) => LAYER_PACKAGE.test(name));
  return new Map(packages.flatMap((name) => {
    const found = resolvePackage(dirname(manifest), name);
    const zip = found && join(dirname(found), 'lib', 'layer.zip');
    return zip && existsSync(zip) ? [[hashFile(zip).sha256, `${name}/lib/layer.zip`]] : [];
  }));
}

function matching(library: string, pattern: string): string[] {
  const folders = pattern.split('/').reduce<string[]>((found, part) => found.flatMap((folder) => {
    if (part !== '*') return [join(folder, part)];
    return isDirectory(join(library, folder)) ? readdirSync(join(library, folder)).sort().map((name) => join(folder, name)) : [];
  }), ['']);
  return folders.filter((folder) => isDirectory(join(library, folder)));
}

/** CDK stages neither declarations nor the mark that it puts beside the provider framework. */
function shipped(files: Readonly<Record<string, FileEntry>>): Record<string, FileEntry> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith('.ts') && path !== '.is_custom_resource'));
}

function resolvePackage(from: string, name: string): string | undefined {
  try {
    return createRequire(join(from, 'package.json')).resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
}
