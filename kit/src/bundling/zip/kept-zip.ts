import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { END_SIZE, type PlacedMember, readDirectory, readEnd } from './format';

const CHUNK = 1_048_576;

/** A zip that {@link ZipWriter} wrote, to take files out of as they are in it. Its hash was checked by whoever opens it. */
export class KeptZip {
  readonly members: ReadonlyMap<string, PlacedMember>;
  private readonly descriptor: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    try {
      const { size } = fstatSync(this.descriptor);
      const end = readEnd(this.whole(Math.max(0, size - END_SIZE), Math.min(size, END_SIZE)));
      const members = readDirectory(this.whole(end.directoryOffset, end.directorySize));
      this.members = new Map(members.map((member) => [member.path, member]));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** A range of its bytes, piece by piece; a piece is valid until the next one is asked for. */
  *read(offset: number, size: number): Generator<Buffer> {
    const chunk = Buffer.allocUnsafe(Math.min(size, CHUNK));
    for (let done = 0; done < size;) {
      const read = readSync(this.descriptor, chunk, 0, Math.min(chunk.length, size - done), offset + done);
      if (read === 0) throw new Error('a kept zip ended early');
      yield chunk.subarray(0, read);
      done += read;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private whole(offset: number, size: number): Buffer {
    const all = Buffer.allocUnsafe(size);
    let at = 0;
    for (const piece of this.read(offset, size)) at += piece.copy(all, at);
    return all;
  }
}
