import { createHash } from 'node:crypto';
import { type Entry, type ZipFile, fromBuffer } from 'yauzl';
import { describeFiles } from '../bundling/store/manifest';

/**
 * Whether a zip holds a folder's files and nothing else. The CDK CLI zips folders itself, so the same content can be
 * other bytes.
 *
 * @returns what is different
 */
export async function zipDifference(zip: Buffer, folder: string): Promise<string | undefined> {
  let found: Map<string, string>;
  try {
    found = await contentOf(zip);
  } catch (error) {
    return `it is no sound zip: ${(error as Error).message}`;
  }
  const wanted = new Map(Object.entries(describeFiles(folder)).map(([path, { sha256 }]) => [path, sha256]));
  for (const [path, sha256] of found) {
    if (wanted.get(path) !== sha256) return wanted.has(path) ? `${path} in it is another` : `${path} in it is not in the assembly`;
  }
  const missing = [...wanted.keys()].find((path) => !found.has(path));
  return missing === undefined ? undefined : `${missing} is not in it`;
}

/** The SHA-256 of each file by its path. */
function contentOf(zip: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (error) return reject(error);
      const found = new Map<string, string>();
      archive.once('error', reject).once('end', () => resolve(found));
      archive.on('entry', (entry: Entry) => {
        if (found.has(entry.fileName)) return reject(new Error(`${entry.fileName} is in it twice`));
        if (entry.fileName.endsWith('/')) return archive.readEntry();
        hashEntry(archive, entry).then((sha256) => {
          found.set(entry.fileName, sha256);
          archive.readEntry();
        }, reject);
      });
      archive.readEntry();
    });
  });
}

function hashEntry(archive: ZipFile, entry: Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const hash = createHash('sha256');
      stream.once('error', reject).on('data', (chunk: Buffer) => hash.update(chunk)).once('end', () => resolve(hash.digest('hex')));
    });
  });
}
