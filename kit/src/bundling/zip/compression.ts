import { crc32 } from 'node:zlib';
import { deflateSync } from 'fflate';
import { type Member, Method } from './format';

/** A file as a zip holds it. */
export interface Compressed extends Pick<Member, 'method' | 'crc32' | 'compressedSize' | 'size'> {
  readonly bytes: Uint8Array;
}

/**
 * The fastest level: as fast as zlib at its own default, and a tenth larger. Another level, table or version gives
 * other bytes, so whoever changes one of them raises `MANIFEST_VERSION`.
 */
const LEVEL = 1;
/** Sizes of the compressor's table, which would else come from a logarithm: large files, and up to 16 KiB. */
const TABLE = { large: 6, small: 2, upTo: 16_384 } as const;

/** Compresses a file, or keeps it as it is where that is not larger. The bytes depend on nothing but the content. */
export function compress(content: Uint8Array): Compressed {
  const common = { crc32: crc32(content), size: content.length };
  const mem = content.length > TABLE.upTo ? TABLE.large : TABLE.small;
  const deflated = content.length === 0 ? content : deflateSync(content, { level: LEVEL, mem });
  if (deflated.length >= content.length) return { ...common, method: Method.STORED, compressedSize: content.length, bytes: content };
  return { ...common, method: Method.DEFLATED, compressedSize: deflated.length, bytes: deflated };
}
