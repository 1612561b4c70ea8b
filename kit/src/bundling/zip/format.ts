import { ExitCode, Failure } from '../../kernel/failure';

/** A file in a zip, by all that its records say of it. */
export interface Member {
  readonly path: string;
  /** It may be executed: `0755`, else `0644`. */
  readonly executable: boolean;
  readonly method: Method;
  readonly crc32: number;
  /** Bytes in the zip. */
  readonly compressedSize: number;
  /** Bytes of the file. */
  readonly size: number;
}

/** A member, and where its local record begins in a zip. */
export interface PlacedMember extends Member {
  readonly offset: number;
}

export enum Method {
  STORED = 0,
  DEFLATED = 8,
}

/** What the records' fields can hold; more takes Zip64, which not every reader knows. */
export const LIMITS = { members: 65_535, bytes: 0xffff_fffe } as const;

const LOCAL = { signature: 0x0403_4b50, size: 30 } as const;
const CENTRAL = { signature: 0x0201_4b50, size: 46 } as const;
const END = { signature: 0x0605_4b50, size: 22 } as const;

/** 2.0: deflated. */
const VERSION_NEEDED = 20;
/** Attributes are those of Unix. */
const MADE_BY_UNIX = 0x0300 + VERSION_NEEDED;
/** Names are in UTF-8. */
const UTF8 = 0x0800;
/** Midnight of 1980-01-01, the first that there is. */
const [TIME, DATE] = [0, 0x0021];
const REGULAR_FILE = 0o100000;

/**
 * What stands before a member's bytes.
 *
 * @see PKWARE's APPNOTE.TXT 6.3, 4.3.7
 */
export function localRecord(member: Member): Buffer {
  const name = Buffer.from(member.path);
  const record = Buffer.alloc(LOCAL.size);
  record.writeUInt32LE(LOCAL.signature, 0);
  describe(member, name, record, 4);
  return Buffer.concat([record, name]);
}

/** Bytes of a member with its local record. */
export function placedSize({ path, compressedSize }: Member): number {
  return LOCAL.size + Buffer.byteLength(path) + compressedSize;
}

/** What the directory at the end says of a member. @see APPNOTE.TXT, 4.3.12 */
export function centralRecord(member: PlacedMember): Buffer {
  const name = Buffer.from(member.path);
  const record = Buffer.alloc(CENTRAL.size);
  record.writeUInt32LE(CENTRAL.signature, 0);
  record.writeUInt16LE(MADE_BY_UNIX, 4);
  describe(member, name, record, 6);
  record.writeUInt32LE((REGULAR_FILE + (member.executable ? 0o755 : 0o644)) * 0x1_0000, 38);
  record.writeUInt32LE(member.offset, 42);
  return Buffer.concat([record, name]);
}

/** The last record. @see APPNOTE.TXT, 4.3.16 */
export function endRecord(members: number, directorySize: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(END.size);
  record.writeUInt32LE(END.signature, 0);
  record.writeUInt16LE(members, 8);
  record.writeUInt16LE(members, 10);
  record.writeUInt32LE(directorySize, 12);
  record.writeUInt32LE(directoryOffset, 16);
  return record;
}

/** The directory of a zip, by its last record. It is one of ours: no comment, no Zip64. */
export function readEnd(tail: Buffer): { members: number; directorySize: number; directoryOffset: number } {
  const record = tail.subarray(-END.size);
  if (record.length < END.size || record.readUInt32LE(0) !== END.signature) throw unreadable('end');
  return { members: record.readUInt16LE(10), directorySize: record.readUInt32LE(12), directoryOffset: record.readUInt32LE(16) };
}

export const END_SIZE = END.size;

/** The members that a directory tells of. */
export function readDirectory(directory: Buffer): PlacedMember[] {
  const members: PlacedMember[] = [];
  for (let at = 0; at < directory.length;) {
    if (directory.length - at < CENTRAL.size || directory.readUInt32LE(at) !== CENTRAL.signature) throw unreadable('directory');
    const nameSize = directory.readUInt16LE(at + 28);
    members.push({
      path: directory.toString('utf8', at + CENTRAL.size, at + CENTRAL.size + nameSize),
      executable: Math.floor(directory.readUInt32LE(at + 38) / 0x1_0000) % 0o1000 === 0o755,
      method: directory.readUInt16LE(at + 10),
      crc32: directory.readUInt32LE(at + 16),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += CENTRAL.size + nameSize;
  }
  return members;
}

/** The part that both records of a member share. */
function describe({ method, crc32, compressedSize, size }: Member, name: Buffer, record: Buffer, at: number): void {
  record.writeUInt16LE(VERSION_NEEDED, at);
  record.writeUInt16LE(UTF8, at + 2);
  record.writeUInt16LE(method, at + 4);
  record.writeUInt16LE(TIME, at + 6);
  record.writeUInt16LE(DATE, at + 8);
  record.writeUInt32LE(crc32, at + 10);
  record.writeUInt32LE(compressedSize, at + 14);
  record.writeUInt32LE(size, at + 18);
  record.writeUInt16LE(name.length, at + 22);
}

function unreadable(part: string): Failure {
  return new Failure(`a kept zip has no sound ${part}`, { code: ExitCode.BUG, where: 'the bundle store', fix: 'remove .bundle-cache, and run this again' });
}
