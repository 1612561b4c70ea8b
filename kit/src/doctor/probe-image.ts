import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Examination, ask } from './check';
import { dockerProgram } from '../docker/docker';
import { withCleanup } from '../kernel/interrupt';
import { type RunResult, run } from '../kernel/subprocess';

const NAME = 'python-lambda-doctor';
const IMPORT_SECONDS = 15;
const CONTAINER_SECONDS = 8;
const REMOVE_SECONDS = 5;
/** Zeros that the daemon has to store: enough to find a full disk, and next to nothing on the way to it. */
export const CONTENT_MB = 64;
const BLOCK = 512;

/** An image made of nothing, so that no registry is needed, and containers of it that are created and never started. */
export class ProbeImage {
  /** Imports the image and hands over the engine's answer; image and containers are removed whatever happens. */
  public static async with<T>(examination: Examination, work: (image: ProbeImage, imported: RunResult) => Promise<T>): Promise<T> {
    const image = new ProbeImage(examination);
    const folder = mkdtempSync(join(examination.temporary, `${NAME}-`));
    const clean = async () => {
      rmSync(folder, { recursive: true, force: true });
      await image.remove();
    };
    return withCleanup(clean, async () => {
      const archive = join(folder, 'image.tar.gz');
      writeFileSync(archive, gzipSync(tarOfZeros('space', CONTENT_MB * 1024 * 1024)));
      return work(image, await image.make(['import', archive, image.name], IMPORT_SECONDS));
    });
  }

  private readonly name = `${NAME}-${randomBytes(6).toString('hex')}`;
  private readonly containers: string[] = [];
  private making: Promise<unknown> = Promise.resolve();

  private constructor(private readonly examination: Examination) {}

  /** Mounts a folder as an engine would that bundles, and takes a file out of it. */
  public async readThroughMount(folder: string, file: string): Promise<RunResult> {
    const container = `${this.name}-${this.containers.length}`;
    this.containers.push(container);
    // Unlike --volume, this makes no empty folder on a daemon that has none.
    const mount = `type=bind,"source=${folder.replaceAll('"', '""')}",target=/probe,readonly`;
    const created = await this.make(['create', '--name', container, '--mount', mount, this.name, 'never'], CONTAINER_SECONDS);
    return created.code === 0 ? ask(this.examination, ['cp', `${container}:/probe/${file}`, '-'], CONTAINER_SECONDS) : created;
  }

  /** The engine ends what it was asked for even if the client is gone, so nothing can be removed before. */
  private make(args: readonly string[], seconds: number): Promise<RunResult> {
    const result = ask(this.examination, args, seconds, { cleanup: true });
    this.making = result.catch(() => undefined);
    return withCleanup(() => undefined, () => result); // nothing more is made once this process is told to stop
  }

  private async remove(): Promise<void> {
    await this.making;
    const options = { deadlineSeconds: REMOVE_SECONDS, cleanup: true };
    const quietly = (args: readonly string[]) => run(dockerProgram(), args, options).catch(() => undefined);
    if (this.containers.length > 0) await quietly(['rm', '--force', '--volumes', ...this.containers]);
    await quietly(['rmi', '--force', this.name]);
  }
}

/** A tar archive of one file, in the format of POSIX (ustar). */
export function tarOfZeros(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  header.write(name, 0);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108); // user
  header.write(octal(0, 8), 116); // group
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136); // time
  header.write(' '.repeat(8), 148); // the checksum counts as blanks
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(`${octal(header.reduce((sum, byte) => sum + byte, 0), 7)}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(Math.ceil(size / BLOCK) * BLOCK + 2 * BLOCK)]);
}
