import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytecodeProblems, nativeFindings } from '../../../src/bundling/verification/native-files';
import { targetOf } from '../../../src/python/target';
import { elf, muslElf } from '../../project/native-file';
import { type Files, temporaryFolder, write } from '../../project/workspace';

const TARGET = targetOf({ pythonVersion: '3.13', architecture: 'x86_64' });
const OLD = targetOf({ pythonVersion: '3.11', architecture: 'arm64' });
const [X86, I386, ARM] = [62, 3, 183];

function findingsOf(files: Files, target = TARGET) {
  const directory = write(temporaryFolder(), files);
  return nativeFindings(directory, Object.keys(files), (path) => readFileSync(join(directory, path)), target);
}

const problemsOf = (files: Files, target = TARGET) => findingsOf(files, target).problems;

test('what the target can load is no problem', () => {
  expect(findingsOf({
    'fast/_core.so': elf(X86, ['GLIBC_2.34']), 'fast.libs/libz.so.1': elf(X86, ['GLIBC_2.2.5']), 'fast/_a.cpython-313-x86_64-linux-gnu.so': elf(X86), 'fast/_b.abi3.so': elf(X86),
  })).toEqual({ problems: [], warnings: [] });
});

test('compiled for another machine', () => {
  expect(problemsOf({ 'fast/_core.so': elf(ARM) })).toEqual(['fast/_core.so is compiled for arm64, not for x86_64']);
  expect(problemsOf({ 'fast/_core.so': elf(X86) }, OLD)).toEqual(['fast/_core.so is compiled for x86_64, not for arm64']);
  expect(problemsOf({ 'fast/_core.cpython-313-aarch64-linux-gnu.so': elf(ARM) })).toHaveLength(1);
  expect(problemsOf({ 'fast/bin/tool': elf(ARM) })).toEqual(['fast/bin/tool is compiled for arm64, not for x86_64']);
});

test('helpers for every machine are no problem, if one of them fits', () => {
  const files = { 'debugger/attach_linux_x86.so': elf(I386), 'debugger/attach_linux_amd64.so': elf(X86) };
  expect(findingsOf(files)).toEqual({ problems: [], warnings: [] });
  expect(findingsOf(files, OLD)).toEqual({ problems: [], warnings: [expect.stringContaining('attach_linux_x86.so'), expect.stringContaining('attach_linux_amd64.so')] });
});

test('a name that says another processor than the file is for does not help it', () => {
  expect(problemsOf({ 'native_x86_64.so': elf(ARM) })).toEqual(['native_x86_64.so is compiled for arm64, not for x86_64']);
  expect(problemsOf({ tool_amd64: elf(ARM), tool_x64: elf(ARM) })).toHaveLength(2);
  expect(findingsOf({ 'tool_arm64.so': elf(ARM), 'tool_x64.so': elf(I386) })).toEqual({
    problems: ['tool_x64.so is compiled for ELF machine 3, not for x86_64'], warnings: [expect.stringContaining('tool_arm64.so')],
  });
});

test('linked with musl, as on Alpine', () => {
  for (const needed of ['libc.musl-x86_64.so.1', 'libc.so', '/lib/ld-musl-x86_64.so.1']) {
    expect(problemsOf({ 'fast/_native.so': muslElf(X86, needed) })).toEqual(['fast/_native.so is linked with musl, and Lambda has glibc']);
  }
  expect(findingsOf({ 'fast/helper-linux-musl.so': muslElf(X86, 'libc.so'), 'fast/detect': elf(X86, ['GLIBC_2.2.5', 'libc.musl-x86_64.so.1']) })).toEqual({
    problems: [], warnings: ['fast/helper-linux-musl.so is linked with musl, and Lambda has glibc'],
  });
});

test('needs a newer C library than the target has', () => {
  expect(problemsOf({ 'fast/_core.so': elf(X86, ['GLIBC_2.35']) })).toEqual(["fast/_core.so needs glibc 2.35, and Lambda's Python 3.13 on x86_64 has 2.34"]);
  expect(problemsOf({ 'fast.libs/libz.so.1.2': elf(ARM, ['GLIBC_2.28']) }, OLD)).toEqual(["fast.libs/libz.so.1.2 needs glibc 2.28, and Lambda's Python 3.11 on arm64 has 2.26"]);
});

test.each([
  ['fast/_core.cpython-312-x86_64-linux-gnu.so', 'cpython-312-x86_64-linux-gnu'],
  ['fast/_core.cpython-313t-x86_64-linux-gnu.so', 'cpython-313t-x86_64-linux-gnu'],
  ['fast/_core.cpython-313-x86_64-linux-musl.so', 'cpython-313-x86_64-linux-musl'],
  ['fast/_core.cpython-313-aarch64-linux-gnu.so', 'cpython-313-aarch64-linux-gnu'],
  ['fast/_core.cpython-313-darwin.so', 'cpython-313-darwin'],
  ['fast/_core.cp313-win_amd64.pyd', 'cp313-win_amd64'],
])('%s is an extension that Python 3.13 does not load', (path, tag) => {
  expect(problemsOf({ [path]: elf(X86) })).toEqual([`${path} is an extension for ${tag}, which Python 3.13 on x86_64 does not load`]);
});

test('extensions for other Pythons, processors and C libraries do no harm beside the right one', () => {
  expect(findingsOf({
    'a.cpython-313-x86_64-linux-gnu.so': elf(X86), 'a.cpython-313-aarch64-linux-gnu.so': elf(ARM), 'a.cpython-313-x86_64-linux-musl.so': muslElf(X86, 'libc.musl-x86_64.so.1'),
  })).toEqual({ problems: [], warnings: [] });
  expect(problemsOf({ 'fast/_core.cpython-312-x86_64-linux-gnu.so': elf(X86), 'fast/_core.cpython-313-x86_64-linux-gnu.so': elf(X86) })).toEqual([]);
});

test('compiled for macOS', () => {
  const mac = Buffer.from('cffaedfe00000000', 'hex');
  expect(findingsOf({ 'fast/_core.so': mac, 'fast/libx.dylib': mac })).toEqual({ problems: ['fast/_core.so is compiled for macOS'], warnings: ['fast/libx.dylib is compiled for macOS'] });
});

test('a library that is none is a problem, but in tests, which have broken ones on purpose', () => {
  expect(problemsOf({ 'fast/notes.so.txt': 'no ELF', 'fast/so': '' })).toEqual([]);
  expect(problemsOf({ 'fast/_core.so': Buffer.from([1, 2, 3]), 'fast/empty.so': '', 'fast/text.so': 'garbage', 'fast/half.so': '\x7fELF' })).toEqual([
    'fast/_core.so is no compiled file: it does not begin as one', 'fast/empty.so is no compiled file: it is empty',
    'fast/text.so is no compiled file: it does not begin as one', 'fast/half.so is no compiled file: it does not begin as one',
  ]);
  expect(findingsOf({ 'fast/tests/bad.so': '' })).toEqual({ problems: [], warnings: ['fast/tests/bad.so is no compiled file: it is empty'] });
});

test.each(['/* GNU ld script */\nGROUP ( libm.so.6 )', 'INPUT(libtbb.so.12)', 'OUTPUT_FORMAT(elf64-x86-64)', 'libz.so.1', 'libz.so.1\n'])('%j in the place of a library is for a linker', (text) => {
  expect(findingsOf({ 'fast/lib/libz.so': text })).toEqual({ problems: [], warnings: ['fast/lib/libz.so is a text for a linker, and no library'] });
});

test('bytecode is of the target\'s Python', () => {
  expect(bytecodeProblems(['a/__pycache__/b.cpython-313.pyc', 'a/__pycache__/b.cpython-313.opt-1.pyc'], TARGET)).toEqual([]);
  expect(bytecodeProblems(['a/__pycache__/b.cpython-311.pyc', 'a/__pycache__/c.cpython-311.pyc'], TARGET)).toEqual([
    'a/__pycache__/b.cpython-311.pyc and 1 more are bytecode of another Python than 3.13',
  ]);
});
