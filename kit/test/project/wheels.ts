import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A wheel, as an index serves it. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly content: Buffer;
  readonly sha256: string;
  /** The line of a lock that asks for it. */
  readonly requirement: string;
}

export interface WheelOptions {
  readonly version?: string;
  readonly tag?: string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

/** A small real wheel: metadata, a module or the files given, and a RECORD of them. */
export function wheel(name: string, { version = '1.0', tag = 'py3-none-any', files = defaultFiles(name) }: WheelOptions = {}): Wheel {
  const info = `${name}-${version}.dist-info`;
  const members: Record<string, string | Buffer> = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: ${tag.endsWith('-any')}\nTag: ${tag}\n`,
  };
  const lines = Object.entries(members).map(([path, content]) => `${path},sha256=${digest(content, 'base64url')},${Buffer.byteLength(content)}`);
  const content = zip({ ...members, [`${info}/RECORD`]: [...lines, `${info}/RECORD,,`, ''].join('\n') });
  const sha256 = digest(content, 'hex');
  return { name, version, file: `${name}-${version}-${tag}.whl`, content, sha256, requirement: `${name}==${version} --hash=sha256:${sha256}` };
}

function defaultFiles(name: string): Record<string, string> {
  const modules = Array.from({ length: 12 }, (_, i) => [`${name}/part${i}.py`, `# ${name} ${i}\n${`value_${i} = ${i}\n`.repeat(200)}`]);
  return { [`${name}/__init__.py`]: `name = '${name}'\n`, ...Object.fromEntries(modules) as Record<string, string> };
}

function digest(content: string | Buffer, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(content).digest(encoding);
}

/** A zip file without compression. @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function zip(members: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(members)) {
    const [name, content] = [Buffer.from(path), Buffer.from(text)];
    const common = Buffer.alloc(26); // from the version that is needed to the length of the extra field
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8); // the first of January 1980
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(0o100644 * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, content]);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
