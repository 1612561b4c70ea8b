import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KIT } from './places';
import { readmeOfDependent } from '../../src/project/readme';
import PACKAGE from 'python-lambda-kit/package.json';

const STARTER = readFileSync(join(KIT, 'starter/README.md'), 'utf8');
const readme = readmeOfDependent(STARTER);
const links = [...readme.matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => link);

test('the README of a project with the kit as a package links to what the package holds, or the project', () => {
  const inKit = links.filter((link) => link.startsWith('node_modules/')).map((link) => link.replace('node_modules/python-lambda-kit/', ''));
  expect(inKit.length).toBeGreaterThan(5);
  expect(inKit.filter((path) => !existsSync(join(KIT, path)) || !PACKAGE.files.some((part) => path === part || path.startsWith(part)))).toEqual([]);
  const others = links.filter((link) => !link.startsWith('node_modules/'));
  expect(others.filter((link) => !existsSync(join(KIT, 'starter', link)))).toEqual([]);
});

test('and tells of no folder that is not there', () => {
  expect(readme).not.toMatch(/(?<![\w-])kit\/|remote add|[Ff]ork/);
});

test('a passage that the starter no longer has is an error, and not a README with a mistake', () => {
  expect(() => readmeOfDependent(STARTER.replace('Links below lead', 'Links lead'))).toThrow("the starter's README does not say");
});
