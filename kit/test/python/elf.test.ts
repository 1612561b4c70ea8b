import { join } from 'node:path';
import { compareVersions, readNativeFile } from '../../src/python/elf';
import { elf } from '../project/native-file';
import { temporaryFolder, write } from '../project/workspace';

function read(content: Buffer | string) {
  return readNativeFile(join(write(temporaryFolder(), { 'x.so': content }), 'x.so'));
}

describe('a compiled file', () => {
  test.each([['x86_64', 62], ['arm64', 183], ['ELF machine 3', 3], ['ELF machine 243', 243]])('is for %s, by the number %i', (name, machine) => {
    expect(read(elf(machine))?.machine).toBe(name);
  });

  test('is read with the byte order that its header names', () => {
    expect(read(elf(183, [], 'big'))?.machine).toBe('arm64');
  });

  test('needs the highest glibc that it refers to: a number, not a word', () => {
    expect(read(elf(62, ['GLIBC_2.2.5', 'GLIBC_2.14', 'GLIBC_2.9', 'GLIBC_2.4']))).toEqual({ machine: 'x86_64', glibc: '2.14', musl: false });
  });

  test('needs no glibc if it refers to none, as a static one or one for musl', () => {
    expect(read(elf(62))).toEqual({ machine: 'x86_64', glibc: undefined, musl: false });
  });

  test('does not need what only looks like a version of glibc', () => {
    expect(read(elf(62, ['GLIBC_PRIVATE', 'GLIBCXX_3.4.30', 'MY_GLIBC_2.99', 'GLIBC_2.98beta', 'GLIBC_2.17']))?.glibc).toBe('2.17');
  });
});

test.each([['text', 'import idna\n'], ['nothing', ''], ['a header that is cut off', elf(62).subarray(0, 19)], ['a Mac binary', Buffer.from('cffaedfe0c000001'.repeat(4), 'hex')]])(
  'a file that holds %s is no compiled one', (_, content) => {
    expect(read(content)).toBeUndefined();
  });

test('versions are compared by their numbers', () => {
  expect(['2.9', '2.34', '2.17', '3.0', '2.2'].sort(compareVersions)).toEqual(['2.2', '2.9', '2.17', '2.34', '3.0']);
  expect(compareVersions('2.26', '2.26')).toBe(0);
});
