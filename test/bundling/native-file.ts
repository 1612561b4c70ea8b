/** The smallest file that passes for a compiled extension: an ELF header and the names of symbol versions. */
export function elf(machine: number, versions: readonly string[] = [], order: 'little' | 'big' = 'little'): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 0, 'latin1');
  header[4] = 2; // 64 bits
  header[5] = order === 'little' ? 1 : 2;
  header[6] = 1;
  if (order === 'little') header.writeUInt16LE(machine, 18);
  else header.writeUInt16BE(machine, 18);
  return Buffer.concat([header, Buffer.from(`\0${['libc.so.6', ...versions].join('\0')}\0`, 'latin1')]);
}
