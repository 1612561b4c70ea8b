import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageText } from './pages';
import { KIT } from '../project/places';

const [held] = pageText('docs/production.md').split('## What it does not protect from');
const sentences = [...held.matchAll(/^- (.+)$/gm)].map(([, line]) => line);

test('the page says something', () => {
  expect(sentences.length).toBeGreaterThan(25);
});

test.each(sentences)('%s', (sentence) => {
  const [, path = '', name = ''] = /`(test\/[\w./-]+)` "(.+)"$/.exec(sentence) ?? [];
  expect(existsSync(join(KIT, path)) && path.endsWith('.ts')).toBe(true);
  expect(readFileSync(join(KIT, path), 'utf8')).toContain(name);
});
