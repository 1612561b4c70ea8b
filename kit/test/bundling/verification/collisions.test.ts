import { distribution } from './packages';
import { collisionFindings } from '../../../src/bundling/verification/collisions';

test('packages that share a file with the same contents do not collide', () => {
  expect(collisionFindings([distribution('a', ['google/__init__.py=1', 'google/a.py']), distribution('b', ['google/__init__.py=1', 'google/b.py'])])).toEqual({ problems: [], warnings: [] });
});

test('packages that have other contents under one path collide, which is told once', () => {
  const found = collisionFindings([distribution('opencv', ['cv2/__init__.py=1', 'cv2/x.py=1']), distribution('opencv-headless', ['cv2/__init__.py=2', 'cv2/x.py=2'])]);
  expect(found).toEqual({ problems: ['cv2/__init__.py is in opencv and in opencv-headless, with different contents'], warnings: [] });
});

test('tests and licences that packages leave at the top are only worth a warning', () => {
  const found = collisionFindings([distribution('a', ['tests/__init__.py=1', 'LICENSE=1']), distribution('b', ['tests/__init__.py=2', 'LICENSE=2'])]);
  expect(found).toEqual({ problems: [], warnings: ['tests/__init__.py is in a and in b, with different contents'] });
});

test('paths that differ in case are only worth a note', () => {
  expect(collisionFindings([distribution('a', ['Crypto/x.py=1']), distribution('b', ['crypto/x.py=2'])])).toEqual({
    problems: [], warnings: ['Crypto/x.py (a) and crypto/x.py (b) are one file on macOS and Windows'],
  });
});
