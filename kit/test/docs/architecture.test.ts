import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Linter } from 'eslint';
import { rowsOf } from './pages';
import { KIT } from '../project/places';

interface Zone {
  readonly target: string;
  readonly except: readonly string[];
}

const table = Object.fromEntries(rowsOf('docs/architecture.md', 'folder of `src/`')
  .map(([folder, , below]) => [folder.replace(/^`(.*)\/`$/, '$1'), below === 'nothing' ? [] : below.split(', ')]));

test('the table of layers is what lint holds', () => {
  expect(table).toEqual(layersOfLint());
});

test('every folder of src/ is a layer', () => {
  expect(Object.keys(table).sort()).toEqual(readdirSync(join(KIT, 'src')).sort());
});

/** What each folder of src/ may import, besides itself, by eslint.config.js. */
function layersOfLint(): Record<string, string[]> {
  const rule = 'import/no-restricted-paths';
  const config = jest.requireActual<Linter.Config[]>('../../eslint.config.js').find(({ rules }) => rules?.[rule]);
  const [, { zones }] = config!.rules![rule] as [string, { zones: readonly Zone[] }];
  const ofFolders = zones.map(({ target, except }) => [/^\.\/src\/([\w-]+)$/.exec(target)?.[1], except] as const);
  return Object.fromEntries(ofFolders.flatMap(([folder, except]) => (folder === undefined
    ? [] : [[folder, except.map((path) => path.replace('./', '')).filter((name) => name !== folder)]])));
}
