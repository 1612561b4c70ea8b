import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './checkout';
import { writeKit } from './kits';
import { KIT } from './places';
import { failureOf, temporaryFolder } from './workspace';
import { checkRelease, packSources, writeRelease } from '../../src/project/kit-release';

let kit: string;

beforeEach(() => {
  kit = writeKit(join(temporaryFolder(), 'kit'), '1.1.0', { '.gitignore': 'lib/\n' });
  execFileSync('git', ['init', '--quiet', join(kit, '..')]);
});

test('a release that is written is up to date', async () => {
  await writeRelease(kit);
  await expect(checkRelease(kit)).resolves.toBeUndefined();
});

test.each([
  ['a changed file', () => writeFileSync(join(kit, 'src/main.ts'), 'new'), 'changed src/main.ts'],
  ['a new file', () => writeFileSync(join(kit, 'src/new.ts'), ''), 'added src/new.ts'],
  ['a removed file', () => rmSync(join(kit, 'src/main.ts')), 'removed src/main.ts'],
  ['another version', () => writeFileSync(join(kit, 'package.json'), '{"name":"python-lambda-kit","version":"1.0.0"}'), 'version 1.1.0 for 1.0.0, changed package.json'],
  ['what a merge left', () => writeFileSync(join(kit, 'release.json'), '{ <<<<'), 'missing or unreadable'],
  ['no release', () => rmSync(join(kit, 'release.json')), 'missing or unreadable'],
])('%s makes it stale', async (_, change, message) => {
  await writeRelease(kit);
  change();
  expect(await failureOf(() => checkRelease(kit))).toMatchObject({ code: 65, message: `release.json is not up to date: ${message}`, fix: 'npm run release --workspace kit' });
});

test('what git ignores is no part of it', async () => {
  await writeRelease(kit);
  execFileSync('mkdir', [join(kit, 'lib')]);
  writeFileSync(join(kit, 'lib/main.js'), '');
  await expect(checkRelease(kit)).resolves.toBeUndefined();
});

test('a version of which the changelog says nothing is no release', async () => {
  writeFileSync(join(kit, 'package.json'), '{"name":"python-lambda-kit","version":"1.2.0"}');
  expect(await failureOf(() => writeRelease(kit))).toMatchObject({ code: 65, message: 'CHANGELOG.md says nothing of 1.2.0' });
});

test('the tarball of sources holds the release, and nothing else', async () => {
  await writeRelease(kit);
  execFileSync('mkdir', [join(kit, 'lib')]);
  writeFileSync(join(kit, 'lib/main.js'), '');
  const to = temporaryFolder();
  const packed = await packSources(kit, to);
  expect(packed).toBe(join(to, 'python-lambda-kit-1.1.0-source.tgz'));
  execFileSync('tar', ['-xzf', packed, '-C', to]);
  const { files } = JSON.parse(readFileSync(join(kit, 'release.json'), 'utf8')) as { files: Record<string, string> };
  expect(filesBelow(join(to, 'kit'))).toEqual([...Object.keys(files), 'release.json'].sort());
});

test('git keeps the lines of both when two branches change it', () => {
  const attribute = execFileSync('git', ['check-attr', 'merge', 'release.json'], { cwd: KIT, encoding: 'utf8' });
  expect(attribute.trim()).toBe('release.json: merge: union');
});
