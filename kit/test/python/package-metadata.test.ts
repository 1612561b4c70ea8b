import { parseMetadata, readPackageMetadata } from '../../src/python/package-metadata';
import { temporaryFolder, write } from '../project/workspace';

const requiring = (line: string) => parseMetadata(`Name: money\nVersion: 1.0\nRequires-Dist: ${line}\n`).requires;

test('only the head of the file says something, whatever its line ends', () => {
  const { name, version, requires } = parseMetadata('Name: Zope.Interface\r\nVersion: 6.0\r\n\r\nRequires-Dist: not-this\r\nName: other\r\n');
  expect({ name, version, requires }).toEqual({ name: 'zope-interface', version: '6.0', requires: [] });
});

test.each([
  ['six', { name: 'six', extras: [], specifiers: '' }],
  ['Charset_Normalizer (>=3,<4)', { name: 'charset-normalizer', specifiers: '>=3,<4' }],
  ['boto3[crt, x] >=1.40', { name: 'boto3', extras: ['crt', 'x'], specifiers: '>=1.40' }],
  ['dates @ file:///somewhere/dates', { name: 'dates', specifiers: '' }],
])('a requirement is read: %s', (line, expected) => {
  expect(requiring(line)).toEqual([expect.objectContaining({ ...expected, text: line })]);
});

test('its marker is apart', () => {
  expect(requiring('six>=1.16 ; extra == "pdf"')).toEqual([{ name: 'six', extras: [], specifiers: '>=1.16', marker: 'extra == "pdf"', text: 'six>=1.16' }]);
});

test('packages of a tree are in the order of their names, with their folders', () => {
  const directory = write(temporaryFolder(), {
    'six-1.17.0.dist-info/METADATA': 'Name: six\nVersion: 1.17.0\n', 'Idna-3.7.dist-info/METADATA': 'Name: Idna\nVersion: 3.7\n', 'gone-1.0.dist-info/RECORD': '',
  });
  expect(readPackageMetadata(directory).map(({ name, folder }) => [name, folder])).toEqual([['idna', 'Idna-3.7.dist-info'], ['six', 'six-1.17.0.dist-info']]);
});
