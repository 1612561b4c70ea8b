import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvents } from '../../src/config/sample-events';
import { temporaryFolder, write } from '../project/workspace';

test('events are read in order, each with the answer that is beside it', () => {
  const folder = write(temporaryFolder(), { 'b.json': '{\n "n": 1 }', 'a.json': '[]', 'a.expected.json': 'null', 'notes.txt': 'x' });
  expect(readEvents(folder)).toEqual({ events: [{ name: 'a.json', payload: '[]', expected: { value: null } }, { name: 'b.json', payload: '{\n "n": 1 }' }], bad: [] });
});

test('a function without a folder of events has none', () => {
  expect(readEvents(join(temporaryFolder(), 'events'))).toEqual({ events: [], bad: [] });
});

test('an event is sent as it is written, numbers that JavaScript does not have included', () => {
  const text = '{"id": 12345678901234567890, "price": 1.0, "name": "é 😀", "twice": 1, "twice": 2}\n';
  expect(readEvents(write(temporaryFolder(), { 'a.json': text })).events).toEqual([{ name: 'a.json', payload: text }]);
});

test.each([
  ['an event that is no JSON', { 'torn.json': '{' }, 'torn.json', /it is not JSON/],
  ['an empty event', { 'empty.json': '' }, 'empty.json', /it is not JSON/],
  ['an event with a byte order mark', { 'mark.json': '\uFEFF{}' }, 'mark.json', /begins with a byte order mark/],
  ['a folder', { 'dir.json/inner.json': '{}' }, 'dir.json', /^it is a folder$/],
  ['an answer that is no JSON', { 'some.json': '{}', 'some.expected.json': 'yes' }, 'some.expected.json', /it is not JSON/],
  ['an answer without an event', { 'lost.expected.json': '{}' }, 'lost.expected.json', /no event lost\.json/],
  ['an event that Lambda does not take', { 'large.json': `"${'x'.repeat(6 * 2 ** 20 - 1)}"` }, 'large.json', /^it has 6291457 bytes, and Lambda takes no event of more than 6291456$/],
])('%s is told, and hides no other event', (_, files, name, message) => {
  const folder = write(temporaryFolder(), { ...files as Record<string, string>, 'good.json': '{}' });
  const { events, bad } = readEvents(folder);
  expect(events.map((event) => event.name)).toEqual(['good.json']);
  expect(bad).toEqual([{ file: name, problem: expect.stringMatching(message) }]);
});

test('an event of exactly the most bytes is taken', () => {
  const folder = write(temporaryFolder(), { 'a.json': `"${'x'.repeat(6 * 2 ** 20 - 2)}"` });
  expect(readEvents(folder)).toMatchObject({ events: [{ name: 'a.json' }], bad: [] });
});

test.each([
  ['Latin-1', [0x22, 0xe9, 0x22]],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ['half of a character', [0x22, 0xc3, 0x22]],
])('an event in %s is not sent with other characters', (_, bytes) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.json'), Uint8Array.from(bytes));
  expect(readEvents(folder)).toMatchObject({ events: [], bad: [{ file: 'a.json', problem: 'it is not UTF-8' }] });
});

test('a link to nothing is told', () => {
  const folder = temporaryFolder();
  symlinkSync(join(folder, 'nothing'), join(folder, 'a.json'));
  expect(readEvents(folder)).toMatchObject({ events: [], bad: [{ file: 'a.json', problem: expect.stringMatching(/^it cannot be read: ENOENT/) }] });
});

describe('in place of the folder', () => {
  test('a file is told', () => {
    const root = write(temporaryFolder(), { 'lambda_src/orders/events': '{}' });
    expect(readEvents(join(root, 'lambda_src/orders/events'))).toEqual({
      events: [], bad: [{ problem: 'it is no folder' }],
    });
  });

  test('what cannot be read is told', () => {
    const folder = join(temporaryFolder(), 'events');
    symlinkSync(folder, folder);
    expect(readEvents(folder)).toMatchObject({ events: [], bad: [{ problem: expect.stringMatching(/^it cannot be read: ELOOP/) }] });
  });
});
