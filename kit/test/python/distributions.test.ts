import { installedPackages, readDistributions } from '../../src/python/distributions';
import { installed } from '../bundling/verification/packages';
import { temporaryFolder, write } from '../project/workspace';

test('installed packages are named and numbered by their metadata', () => {
  const directory = write(temporaryFolder(), { ...installed('Zope.Interface', '6.0'), ...installed('annotated_types', '0.7.0') });
  expect(installedPackages(directory)).toEqual(['annotated-types==0.7.0', 'zope-interface==6.0']);
});

test('compressed tags stand for several', () => {
  const directory = write(temporaryFolder(), installed('six', '1.17.0', { tag: 'py2.py3-none-any' }));
  expect(readDistributions(directory)[0].tags).toEqual(['py2-none-any', 'py3-none-any']);
});

test('recorded paths may be quoted, and have no hash', () => {
  const record = ['six.py,sha256=abc,10', '"a, ""b"".py",sha256=def,1'];
  const directory = write(temporaryFolder(), installed('six', '1.17.0', { record }));
  expect(readDistributions(directory)[0].files).toEqual([
    { path: 'six.py', hash: 'sha256=abc' }, { path: 'a, "b".py', hash: 'sha256=def' }, { path: 'six-1.17.0.dist-info/RECORD', hash: '' },
  ]);
});
