import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetOf } from '../../../src/bundling/target';
import { bytecodeProblems, nativeFindings } from '../../../src/bundling/verification/native-files';
import { elf } from '../native-file';
import { type Files, temporaryFolder, write } from '../workspace';

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

test('needs a newer C library than the target has', () => {
  expect(problemsOf({ 'fast/_core.so': elf(X86, ['GLIBC_2.35']) })).toEqual(["fast/_core.so needs glibc 2.35, and Lambda's Python 3.13 on x86_64 has 2.34"]);
  expect(problemsOf({ 'fast.libs/libz.so.1.2': elf(ARM, ['GLIBC_2.28']) }, OLD)).toEqual(["fast.libs/libz.so.1.2 needs glibc 2.28, and Lambda's Python 3.11 on arm64 has 2.26"]);
});

test.each([
  ['fast/_core.cpython-312-x86_64-linux-gnu.so', 'cpython-312-x86_64-linux-gnu'],
  ['fast/_core.cpython-313t-x86_64-linux-gnu.so', 'cpython-313t-x86_64-linux-gnu'],
  ['fast/_core.cpython-313-x86_64-linux-musl.so', 'cpython-313-x86_64-linux-musl'],
  ['fast/_core.cpython-313-darwin.so', 'cpython-313-darwin'],
  ['fast/_core.cp313-win_amd64.pyd', 'cp313-win_amd64'],
])('%s is an extension that Python 3.13 does not load', (path, tag) => {
  expect(problemsOf({ [path]: elf(X86) })).toEqual([`${path} is an extension for ${tag}, which Python 3.13 on x86_64 does not load`]);
});

test('extensions for other Pythons do no harm beside the right one', () => {
  expect(problemsOf({ 'fast/_core.cpython-312-x86_64-linux-gnu.so': elf(X86), 'fast/_core.cpython-313-x86_64-linux-gnu.so': elf(X86) })).toEqual([]);
});

test('compiled for macOS', () => {
  const mac = Buffer.from('cffaedfe00000000', 'hex');
  expect(findingsOf({ 'fast/_core.so': mac, 'fast/libx.dylib': mac })).toEqual({ problems: ['fast/_core.so is compiled for macOS'], warnings: ['fast/libx.dylib is compiled for macOS'] });
});

test('files are judged by what they are, not by their name', () => {
  expect(problemsOf({ 'fast/notes.so.txt': 'no ELF', 'fast/empty.so': '' })).toEqual([]);
});

test('bytecode is of the target\'s Python', () => {
  expect(bytecodeProblems(['a/__pycache__/b.cpython-313.pyc', 'a/__pycache__/b.cpython-313.opt-1.pyc'], TARGET)).toEqual([]);
  expect(bytecodeProblems(['a/__pycache__/b.cpython-311.pyc', 'a/__pycache__/c.cpython-311.pyc'], TARGET)).toEqual([
    'a/__pycache__/b.cpython-311.pyc and 1 more are bytecode of another Python than 3.13',
  ]);
});
