import type { Distribution } from '../../../src/python/distributions';
import type { Files } from '../../project/workspace';

/** The metadata of an installed package, as an installer leaves it. */
export function installed(name: string, version: string, options: { tag?: string; record?: readonly string[] } = {}): Files {
  const info = `${name}-${version}.dist-info`;
  return {
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nName: not me\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nTag: ${options.tag ?? 'py3-none-any'}\n`,
    [`${info}/RECORD`]: [...(options.record ?? []), `${info}/RECORD,,`, ''].join('\n'),
  };
}

/** A package with these files, whose hashes are given behind an `=`. */
export function distribution(name: string, files: readonly string[] = [], tags: readonly string[] = []): Distribution {
  return { name, version: '1.0', tags, files: files.map((file) => ({ path: file.split('=')[0], hash: `sha256=${file.split('=')[1] ?? file}` })) };
}
