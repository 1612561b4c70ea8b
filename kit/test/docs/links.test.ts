import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pageText, pages } from './pages';
import { KIT, SAMPLE } from '../project/places';

test('pages are looked at', () => {
  expect(pages()).toEqual(expect.arrayContaining(['CONTRIBUTING.md', 'docs/architecture.md', 'docs/reference/options.md', 'starter/README.md']));
});

describe.each(pages())('%s', (page) => {
  const text = pageText(page);

  test('links to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !isThere(page, link))).toEqual([]);
  });

  test('names files of the kit, or of a project, that are there', () => {
    if (['CHANGELOG.md', 'docs/reference/corpus.md'].includes(page)) return; // which tell of files that are gone, and of those of other projects
    const named = [...text.matchAll(/`((?:src|test|bin|bench|reference|starter|docs)\/[\w./-]+)`/g)].map(([, path]) => path);
    expect(named.filter((path) => !existsSync(join(KIT, path)) && !existsSync(join(SAMPLE, path)))).toEqual([]);
  });
});

function isThere(page: string, link: string): boolean {
  const [path, heading] = link.split('#');
  const file = path === '' ? page : fileOf(page, path);
  return existsSync(join(KIT, file)) && (heading === undefined || headings(file).includes(heading));
}

/** The starter is the root of a project, which has the kit in `kit/`. */
function fileOf(page: string, path: string): string {
  const file = join(dirname(page), path);
  return file.startsWith('starter/kit/') ? file.slice('starter/kit/'.length) : file;
}

/** As GitLab makes them. */
function headings(file: string): string[] {
  return [...pageText(file).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\- ]/g, '').trim().replaceAll(' ', '-'));
}
