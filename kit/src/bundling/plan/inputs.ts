import { createHash } from 'node:crypto';
import { fingerprint, type SourceFile } from './sources';
import { BUILD_MODE_TRAITS } from '../../config/build-modes';
import type { BuildMode } from '../../config/policy';
import type { FunctionSettings } from '../../config/settings';
import { decidingOptions } from '../../python/installer-options';
import { type Requirements, requirementsText } from '../../python/requirements';
import type { Target } from '../../python/target';
import { UV_VERSION } from '../../toolchain/uv-release';

type Hashes = Readonly<Record<string, string>>;

/**
 * All that a bundle's key is derived from, kept in its manifest: what changes its bytes, or what it is verified for.
 * No path of this machine, no address of an index, no credential and no time.
 */
export type BundleInputs = {
  /** Of the kit's way to make a bundle. */
  readonly schema: string;
  readonly mode: BuildMode;
  /** The tool that installs, with its version. */
  readonly builder: string;
  readonly python: string;
  readonly architecture: string;
  readonly platform: string;
  /** In which packages are installed; none on a host. */
  readonly image: string;
  /** In which the handler is imported; none where it is not. */
  readonly runtimeImage: string;
  /** Third-party requirements as they are written, but for their hashes, which are hashed. */
  readonly requirements: Hashes;
  /** Packages of the checkout by their folders, each with one hash of its files. */
  readonly packages: Hashes;
  /** The function's own files, and those of shared folders. */
  readonly files: Hashes;
  readonly options: Readonly<Record<'handler' | 'slim' | 'bytecode' | 'installer' | 'extras', string>>;
};

interface Read {
  readonly requirements: Requirements;
  readonly packages: readonly { readonly path: string; readonly files: readonly SourceFile[] }[];
  readonly sources: readonly SourceFile[];
}

export function inputsOf(
  schema: number, fn: FunctionSettings, mode: BuildMode, target: Target, { requirements, packages, sources }: Read,
): BundleInputs {
  const { usesBuildImage, importsHandler } = BUILD_MODE_TRAITS[mode];
  const extras = requirements.local.filter((local) => local.extras.length > 0).map(({ path, extras: names }) => `${path}[${names.join()}]`);
  return {
    schema: String(schema),
    mode,
    builder: `uv ${UV_VERSION}`,
    python: target.pythonVersion,
    architecture: target.architecture,
    platform: target.platform,
    image: usesBuildImage ? fn.image : '',
    runtimeImage: importsHandler ? fn.runtimeImage : '',
    requirements: hashesOf(requirements),
    packages: Object.fromEntries(packages.map(({ path, files }) => [path, fingerprint(files)])),
    files: Object.fromEntries(sources.map((file) => [file.path, fingerprint([file])])),
    options: {
      handler: fn.handler,
      slim: String(fn.contents.slim),
      bytecode: String(fn.contents.bytecode),
      installer: decidingOptions(requirements.options).join(' '),
      extras: extras.join(' '), // as is what they need
    },
  };
}

/** Lines that differ in their hashes only have these hashed together. */
function hashesOf(requirements: Requirements): Hashes {
  const lines = requirementsText({ ...requirements, options: [] }).split('\n').filter(Boolean).sort();
  const byText = new Map<string, string[]>();
  for (const line of lines) {
    const text = line.replace(/\s*--hash=\S+/g, '');
    byText.set(text, [...(byText.get(text) ?? []), line]);
  }
  return Object.fromEntries([...byText].map(([text, written]) => [text, createHash('sha256').update(written.join('\n')).digest('hex')]));
}
