import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackageMetadata } from './package-metadata';

/** One installed package, as its metadata describes it. */
export interface Distribution {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  readonly version: string;
  /** Of its wheel, one each; none where the installer kept no WHEEL file. */
  readonly tags: readonly string[];
  readonly files: readonly RecordedFile[];
}

/** A line of RECORD. @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/ */
interface RecordedFile {
  readonly path: string;
  /** Such as `sha256=…`; empty for a file without. */
  readonly hash: string;
}

/** Every package in an installed tree, by name. */
export function readDistributions(directory: string): Distribution[] {
  return readPackageMetadata(directory).map(({ folder, name, version }) => ({
    name,
    version,
    tags: [...readText(directory, folder, 'WHEEL').matchAll(/^Tag:\s*(\S+)/gm)].flatMap((match) => expandTag(match[1])),
    files: readText(directory, folder, 'RECORD').split(/\r?\n/).filter(Boolean).map(parseRecordLine),
  }));
}

/** `name==version` of every package in an installed tree. */
export function installedPackages(directory: string): string[] {
  return readDistributions(directory).map(({ name, version }) => `${name}==${version}`).sort();
}

/** The package that recorded a file, if one did. */
export function ownerOf(directory: string, file: string): string | undefined {
  return readDistributions(directory).find(({ files }) => files.some(({ path }) => path === file))?.name;
}

/** `py2.py3-none-any` stands for two tags. @see https://peps.python.org/pep-0425/#compressed-tag-sets */
function expandTag(tag: string): string[] {
  const [pythons, abis, platforms] = tag.split('-').map((part) => part.split('.'));
  if (!pythons || !abis || !platforms) return [tag];
  return pythons.flatMap((python) => abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)));
}

/** A path with a comma is quoted, and a quote in it doubled, as in CSV. */
function parseRecordLine(line: string): RecordedFile {
  const quoted = /^"((?:[^"]|"")*)",([^,]*)/.exec(line);
  if (quoted) return { path: quoted[1].replaceAll('""', '"'), hash: quoted[2] };
  const [path, hash = ''] = line.split(',');
  return { path, hash };
}

function readText(...path: string[]): string {
  return existsSync(join(...path)) ? readFileSync(join(...path), 'utf8') : '';
}
