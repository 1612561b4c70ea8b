import { fits, holds } from '../../src/python/marker';
import { targetOf } from '../../src/python/target';

const ARM = targetOf({ pythonVersion: '3.13', architecture: 'arm64' });
const OLD = targetOf({ pythonVersion: '3.9', architecture: 'x86_64' });

test.each<[string, boolean]>([
  ["python_version < '3.12'", false],
  ["python_version < '3.14'", true],
  ["python_version >= '3.9'", true],
  ["python_version == '3.13'", true],
  ["python_version == '3.*'", true],
  ["python_version != '3.12'", true],
  ["python_version ~= '3.11'", true],
  ["python_version ~= '2.7'", false],
  ["python_version in '3.12, 3.13'", true],
  ["python_version in '3.1 3.12'", false],
  ["python_version not in '3.12 3.13'", false],
  ["'3.12' < python_version", true],
  ["'3.12' >= python_version", false],
  ["python_version < '3.14.0rc1'", true],
  ["sys_platform == 'win32'", false],
  ["sys_platform != 'win32'", true],
  ['sys_platform == "linux"', true],
  ["'linux' in sys_platform", true],
  ["sys_platform in 'linux darwin'", true],
  ["platform_machine == 'aarch64'", true],
  ["platform_machine == 'x86_64'", false],
  ["platform_machine not in 'x86_64 aarch64'", false],
  ["platform_system == 'Linux'", true],
  ["os_name == 'nt'", false],
  ["os.name == 'posix' and sys.platform == 'linux'", true],
  ["implementation_name == 'cpython'", true],
  ["platform_python_implementation == 'PyPy'", false],
  ["extra == 'email'", false],
  ["python_version < '3.12' and sys_platform == 'linux'", false],
  ["python_version < '3.12' or sys_platform == 'linux'", true],
  ["python_version < '3.12' or sys_platform == 'linux' and os_name == 'nt'", false],
  ["(python_version < '3.12' or sys_platform == 'linux') and os_name == 'posix'", true],
  ["((os_name=='posix'))", true],
])('%s is %s for Python 3.13 on arm64', (marker, verdict) => {
  expect(holds(marker, ARM)).toBe(verdict);
});

test('versions are compared as numbers', () => {
  expect(holds("python_version < '3.10'", OLD)).toBe(true);
  expect(holds("python_full_version >= '3.10.0'", OLD)).toBe(false);
});

describe('the full version is known up to the minor', () => {
  test.each<[string, boolean | undefined]>([
    ["python_full_version < '3.12'", false],
    ["python_full_version < '3.11.0a7'", false],
    ["python_full_version < '3.14'", true],
    ["python_full_version >= '3.13'", true],
    ["python_full_version >= '3.13.0'", true],
    ["python_full_version < '3.13'", false],
    ["python_full_version < '3.13.2'", undefined],
    ["python_full_version >= '3.13.2'", undefined],
    ["python_full_version == '3.13.2'", undefined],
    ["python_full_version != '3.13.2'", undefined],
    ["python_full_version == '3.13.*'", true],
    ["python_full_version == '3.12.4'", false],
    ["python_full_version != '3.12.4'", true],
    ["python_full_version ~= '3.13.1'", undefined],
    ["python_full_version ~= '3.12.1'", false],
    ["implementation_version < '3.12'", false],
  ])('%s is %s', (marker, verdict) => {
    expect(holds(marker, ARM)).toBe(verdict);
  });
});

test('what only the running machine knows makes the rest uncertain, where it matters', () => {
  expect(holds("platform_release >= '6'", ARM)).toBeUndefined();
  expect(holds("platform_version == '1' and sys_platform == 'linux'", ARM)).toBeUndefined();
  expect(holds("platform_version == '1' and sys_platform == 'win32'", ARM)).toBe(false);
  expect(holds("platform_version == '1' or sys_platform == 'linux'", ARM)).toBe(true);
  expect(holds("platform_version == '1' or sys_platform == 'win32'", ARM)).toBeUndefined();
});

test.each(['', 'python_version', 'python_version <', "(python_version < '3'", "python_version < '3' os_name == 'nt'", 'a not b', "os_name ~= 'x'"])('%j cannot be read, so it is uncertain', (marker) => {
  expect(holds(marker, ARM)).toBeUndefined();
});

test('an extra counts if it is asked for', () => {
  expect(holds("extra == 'pdf'", ARM, 'pdf')).toBe(true);
  expect(holds("extra == 'pdf' and python_version < '3.9'", ARM, 'pdf')).toBe(false);
  expect(holds("extra == 'pdf'", ARM, 'csv')).toBe(false);
});

test.each<[string, string, boolean | undefined]>([
  ['1.17.0', '', true], ['1.17.0', '>=1.16', true], ['1.17.0', '>=1.16,<2', true], ['1.17.0', '>= 2', false], ['1.17.0', '~=1.16', true], ['1.17.0', '~=1.16.1', false],
  ['1.17.0', '==1.*', true], ['1.17.0', '!=1.17', false], ['1.17.0', '>1.17', false], ['1.17.0rc1', '>=2', undefined], ['1.17.0', '>=2rc1', undefined],
  ['1.17.0', '>=2rc1,<1', false], ['1.2.3.4.5', '>=1', undefined], ['2!1.0', '>=1', undefined],
])('%s fits %s: %p', (version, specifiers, verdict) => {
  expect(fits(version, specifiers)).toBe(verdict);
});
