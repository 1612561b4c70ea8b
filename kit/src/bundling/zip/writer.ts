import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Compressed } from './compression';
import { LIMITS, type Member, type PlacedMember, centralRecord, endRecord, localRecord, placedSize } from './format';
import type { KeptZip } from './kept-zip';
import { ExitCode, Failure } from '../../kernel/failure';

export interface WrittenZip {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Writes a zip whose bytes depend on nothing but the names, modes and contents of its files: one date, two modes, no
 * folders, no comment. Whoever adds files has sorted them.
 */
export class ZipWriter {
  private readonly descriptor: number;
  private readonly hash = createHash('sha256');
  private readonly members: PlacedMember[] = [];
  private offset = 0;

  /** @param path where there is no file yet */
  constructor(path: string) {
    this.descriptor = openSync(path, 'wx');
  }

  /** Adds a file that was compressed just now. @throws Failure 65 when a zip cannot hold it */
  add(path: string, executable: boolean, { bytes, ...sizes }: Compressed): void {
    const member = { path, executable, ...sizes };
    this.place(member);
    this.write(localRecord(member));
    this.write(bytes);
  }

  /** Adds files as another zip holds them, in which they are next to each other. @throws Failure 65 when a zip cannot hold them */
  splice(zip: KeptZip, members: readonly PlacedMember[]): void {
    for (const member of members) this.place(member);
    const size = members.reduce((sum, member) => sum + placedSize(member), 0);
    for (const piece of zip.read(members[0].offset, size)) this.write(piece);
  }

  /** Writes what follows the files. */
  finish(): WrittenZip {
    const directory = Buffer.concat(this.members.map(centralRecord));
    const end = endRecord(this.members.length, directory.length, this.offset);
    this.write(directory);
    this.write(end);
    return { sha256: this.hash.digest('hex'), size: this.offset + directory.length + end.length };
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private place(member: Member): void {
    this.members.push({ ...member, offset: this.offset });
    this.offset += placedSize(member);
    if (this.members.length > LIMITS.members) throw tooMuch(`more than ${LIMITS.members} files`);
    if (this.offset > LIMITS.bytes) throw tooMuch('more than 4 GB');
  }

  private write(bytes: Uint8Array): void {
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at);
  }
}

function tooMuch(what: string): Failure {
  return new Failure(`${what}, which a zip of Lambda's cannot hold`, {
    code: ExitCode.BAD_INPUT, fix: 'require less, set slim or exclude in .projenrc.ts, or ship a container image',
  });
}
