import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KIT_PACKAGE } from '../config/kit';

/** What is read of a `package.json`. */
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** That of a kit. */
export interface KitManifest extends Manifest {
  readonly version: string;
}

export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as Manifest : undefined;
}

export function readKitManifest(folder: string): KitManifest | undefined {
  const manifest = readManifest(folder);
  return manifest?.name === KIT_PACKAGE && manifest.version ? { ...manifest, version: manifest.version } : undefined;
}

/**
 * Has a project ask for this kit, and for the packages of which both must have one copy. npm would refuse the new kit
 * beside the old ones, and the generator, which sets them, is a part of the new kit.
 */
export function requireKit(root: string, kit: KitManifest, spec: string): void {
  const project = readManifest(root) ?? {};
  const shared = (packages: Readonly<Record<string, string>> = {}) => Object.fromEntries(
    Object.entries(packages).map(([name, old]) => [name, kit.peerDependencies?.[name] ?? old]),
  );
  writeManifest(root, {
    ...project,
    dependencies: { ...shared(project.dependencies), [KIT_PACKAGE]: spec },
    devDependencies: shared(project.devDependencies),
  });
}

export function writeManifest(root: string, manifest: object): void {
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
