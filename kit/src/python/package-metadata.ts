import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { normaliseName } from './requirements';

/** What an installed package says of itself. @see https://packaging.python.org/en/latest/specifications/core-metadata/ */
export interface PackageMetadata {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  readonly version: string;
  readonly summary?: string;
  /** In SPDX's terms, where the package uses them. */
  readonly licenseExpression?: string;
  /** In the package's own words otherwise: a line of text, and classifiers by their last part. */
  readonly licenses: readonly string[];
  /** Other packages that it asks for. */
  readonly requires: readonly Required[];
}

/** That of a package in a tree. */
interface InstalledMetadata extends PackageMetadata {
  /** `<name>-<version>.dist-info`, which holds what the installer recorded. */
  readonly folder: string;
}

export interface Required {
  readonly name: string;
  /** Of that package. */
  readonly extras: readonly string[];
  /** Such as `>=1.0,<2`; empty for any version, and for an address. */
  readonly specifiers: string;
  /** Environment marker; one with `extra` is asked for by others only. */
  readonly marker?: string;
  /** All of it but the marker, as it is written. */
  readonly text: string;
}

/** Some packages put the whole text of a licence where its name belongs. */
const LONGEST_LICENSE = 80;

/** The metadata of every package in an installed tree, by name. */
export function readPackageMetadata(directory: string): InstalledMetadata[] {
  return readdirSync(directory)
    .filter((folder) => folder.endsWith('.dist-info') && existsSync(join(directory, folder, 'METADATA')))
    .map((folder) => ({ folder, ...parseMetadata(readFileSync(join(directory, folder, 'METADATA'), 'utf8')) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reads the head of a METADATA file; what follows the first empty line is a description. */
export function parseMetadata(text: string): PackageMetadata {
  const [head] = text.replace(/\r\n?/g, '\n').split('\n\n', 1);
  const fields = (name: string) => [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.+)$(?!\\n[ \\t])`, 'gm'))].map(([, value]) => value.trim()).filter(Boolean);
  const [licenseExpression] = fields('License-Expression');
  const named = fields('License').filter((license) => license.length <= LONGEST_LICENSE && license !== 'UNKNOWN');
  const classified = fields('Classifier').filter((one) => one.startsWith('License :: ') && one !== 'License :: OSI Approved').map((one) => one.split(' :: ').at(-1)!);
  const [summary] = fields('Summary');
  return {
    name: normaliseName(fields('Name')[0] ?? ''),
    version: fields('Version')[0] ?? '',
    ...(summary && summary !== 'UNKNOWN' && { summary }),
    ...(licenseExpression && { licenseExpression }),
    licenses: [...new Set([...named, ...classified])],
    requires: fields('Requires-Dist').flatMap(parseRequired),
  };
}

/** @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
function parseRequired(line: string): Required[] {
  const [, text, marker] = /^(.*?)(?:\s*;\s*(.+))?$/.exec(line) ?? [];
  const [, name, extras = '', versions] = /^([\w.-]+) *(?:\[([^\]]*)\])? *(.*)$/.exec(text ?? '') ?? [];
  if (!name) return [];
  return [{
    name: normaliseName(name),
    extras: extras.split(',').map((extra) => extra.trim()).filter(Boolean),
    specifiers: versions.startsWith('@') ? '' : versions.replace(/[()]/g, ''), // older metadata has them in parentheses
    ...(marker && { marker }),
    text,
  }];
}
