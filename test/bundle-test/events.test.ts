import { join } from 'node:path';
import { readEvents } from '../../src/bundle-test/events';
import { temporaryFolder, write } from '../bundling/workspace';

test('events are read in order, each with the answer that is beside it', () => {
  const folder = write(temporaryFolder(), { 'b.json': '{\n "n": 1 }', 'a.json': '[]', 'a.expected.json': 'null', 'notes.txt': 'x' });
  expect(readEvents(folder)).toEqual({ events: [{ name: 'a.json', payload: '[]', expected: { value: null } }, { name: 'b.json', payload: '{"n":1}' }], bad: [] });
});

test('a function without a folder of events has none', () => {
  expect(readEvents(join(temporaryFolder(), 'events'))).toEqual({ events: [], bad: [] });
});

test.each([
  ['an event that is no JSON', { 'torn.json': '{' }, 'torn.json', /it is not JSON/],
  ['an empty event', { 'empty.json': '' }, 'empty.json', /it is not JSON/],
  ['an answer that is no JSON', { 'some.json': '{}', 'some.expected.json': 'yes' }, 'some.expected.json', /it is not JSON/],
  ['an answer without an event', { 'lost.expected.json': '{}' }, 'lost.expected.json', /no event lost\.json/],
])('%s is told, and hides no other event', (_, files, name, message) => {
  const folder = write(temporaryFolder(), { ...files as Record<string, string>, 'good.json': '{}' });
  const { events, bad } = readEvents(folder);
  expect(events.map((event) => event.name)).toEqual(['good.json']);
  expect(bad).toEqual([{ name, kind: 'bad-event', message: expect.stringMatching(message), fix: expect.stringContaining(name), ms: 0 }]);
});
