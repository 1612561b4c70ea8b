import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rowsOf } from './pages';
import { KIT } from '../project/places';
import PACKAGE from 'python-lambda-kit/package.json';

const rows = rowsOf('docs/dependencies.md', 'npm package');
const names = [PACKAGE.dependencies, PACKAGE.peerDependencies, PACKAGE.devDependencies].map((packages) => Object.keys(packages).sort()).flat();

test('each npm package has its line, in its table, and no other has one', () => {
  expect(rows.map(([name]) => name)).toEqual(names);
});

test.each(rows)('%s has the licence %s, and a reason', (name, licence, why) => {
  expect(licenceOf(name)).toBe(licence);
  expect(why).toMatch(/\S{3,}/);
});

/** Not by `require`, as a package need not export its package.json. */
function licenceOf(name: string): unknown {
  for (const folder of createRequire(join(KIT, 'package.json')).resolve.paths(name) ?? []) {
    try {
      return (JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { license?: unknown }).license;
    } catch {
      // it is further up
    }
  }
  return undefined;
}
