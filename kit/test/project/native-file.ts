/** The smallest file that passes for a compiled extension: an ELF header and the names of symbol versions. */
export function elf(machine: number, versions: readonly string[] = [], order: 'little' | 'big' = 'little'): Buffer {
  return Buffer.concat([header(machine, order), Buffer.from(`\0${['libc.so.6', ...versions].join('\0')}\0`, 'latin1')]);
}

/** One that needs another C library. */
export function muslElf(machine: number, needed: string): Buffer {
  return Buffer.concat([header(machine, 'little'), Buffer.from(`\0${needed}\0`, 'latin1')]);
}

function header(machine: number, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('\x7fELF', 0, 'latin1');
  bytes[4] = 2; // 64 bits
  bytes[5] = order === 'little' ? 1 : 2;
  bytes[6] = 1;
  if (order === 'little') bytes.writeUInt16LE(machine, 18);
  else bytes.writeUInt16BE(machine, 18);
  return bytes;
}
