import { targetOf } from '../../src/python/target';
import { misfit, tagProblems } from '../../src/python/wheel-tags';
import { distribution } from '../bundling/verification/packages';

const TARGET = targetOf({ pythonVersion: '3.13', architecture: 'x86_64' });
const OLD = targetOf({ pythonVersion: '3.11', architecture: 'arm64' });

test.each([
  'py3-none-any', 'py38-none-any', 'py3-none-manylinux2014_x86_64', 'cp313-none-any', 'cp313-cp313-manylinux_2_34_x86_64', 'cp313-cp313-manylinux_2_17_x86_64',
  'cp313-cp313-manylinux1_x86_64', 'cp39-abi3-manylinux2014_x86_64', 'cp313-abi3-manylinux_2_28_x86_64',
])('a wheel with the tag %s fits Python 3.13 on x86_64', (tag) => {
  expect(misfit(tag, TARGET, 'local')).toBeUndefined();
});

test.each([
  'cp312-cp312-manylinux_2_17_x86_64', 'cp313-cp313t-manylinux_2_17_x86_64', 'cp314-abi3-manylinux2014_x86_64', 'cp39-none-any', 'pp311-pypy311_pp73-manylinux_2_17_x86_64',
  'cp313-cp313-manylinux_2_17_aarch64', 'cp313-cp313-linux_aarch64', 'cp313-cp313-macosx_11_0_arm64', 'cp313-cp313-win_amd64', 'py2-none-any', 'py314-none-any',
])('one with the tag %s does not', (tag) => {
  expect(misfit(tag, TARGET, 'docker')).toBe(`is built for ${tag}, not for Python 3.13 on x86_64`);
});

test('one that needs a newer C library does not fit', () => {
  expect(misfit('cp311-cp311-manylinux_2_28_aarch64', OLD, 'local')).toBe("needs glibc 2.28 (manylinux_2_28_aarch64), and Lambda's Python 3.11 on arm64 has 2.26");
  expect(misfit('cp311-cp311-manylinux_2_26_aarch64', OLD, 'local')).toBeUndefined();
  expect(misfit('cp313-cp313-manylinux_2_35_x86_64', TARGET, 'local')).toContain('needs glibc 2.35');
});

test('one for musl does not fit', () => {
  expect(misfit('cp313-cp313-musllinux_1_2_x86_64', TARGET, 'local')).toBe('is built for musl (musllinux_1_2_x86_64), and Lambda has glibc');
});

test('one that was compiled here does not fit, but one that was compiled in the build image does', () => {
  expect(misfit('cp313-cp313-linux_x86_64', TARGET, 'local')).toBe('has no wheel for Python 3.13 on x86_64 and was compiled on this machine');
  expect(misfit('cp313-cp313-linux_x86_64', TARGET, 'docker')).toBeUndefined();
  expect(misfit('cp313-cp313-linux_x86_64', TARGET, 'in-image')).toBeUndefined();
});

test('one of several tags is enough, and none at all says nothing', () => {
  const packages = [
    distribution('six', [], ['py2-none-any', 'py3-none-any']),
    distribution('numpy', [], ['cp313-cp313-manylinux_2_27_x86_64', 'cp313-cp313-manylinux_2_99_x86_64']),
    distribution('egg'),
    distribution('fast', [], ['cp312-cp312-manylinux_2_27_x86_64', 'cp312-cp312-manylinux_2_28_x86_64']),
  ];
  expect(tagProblems(packages, TARGET, 'local')).toEqual(['fast 1.0 is built for cp312-cp312-manylinux_2_27_x86_64, not for Python 3.13 on x86_64']);
});
