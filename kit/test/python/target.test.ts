import { ARCHITECTURES, PYTHON_VERSIONS } from '../../src/config/policy';
import { describeTarget, targetOf } from '../../src/python/target';

describe('the target of a function', () => {
  test.each([
    ['3.9', 'x86_64', '2.26', 'x86_64-manylinux2014'],
    ['3.11', 'arm64', '2.26', 'aarch64-manylinux2014'],
    ['3.12', 'x86_64', '2.34', 'x86_64-manylinux_2_34'],
    ['3.13', 'arm64', '2.34', 'aarch64-manylinux_2_34'],
  ] as const)('for Python %s on %s has glibc %s and the platform %s', (pythonVersion, architecture, glibc, platform) => {
    expect(targetOf({ pythonVersion, architecture })).toEqual({ pythonVersion, architecture, glibc, platform });
  });

  test('is Amazon Linux 2 up to Python 3.11 and Amazon Linux 2023 after it, for every version', () => {
    const old = PYTHON_VERSIONS.filter((pythonVersion) => targetOf({ pythonVersion, architecture: 'x86_64' }).glibc === '2.26');
    expect(old).toEqual(['3.9', '3.10', '3.11']);
  });

  test('differs for every version and architecture in what it is called', () => {
    const names = PYTHON_VERSIONS.flatMap((pythonVersion) =>
      ARCHITECTURES.map((architecture) => describeTarget(targetOf({ pythonVersion, architecture }))));
    expect(new Set(names).size).toBe(PYTHON_VERSIONS.length * ARCHITECTURES.length);
    expect(names).toContain('Python 3.13 on arm64');
  });
});
