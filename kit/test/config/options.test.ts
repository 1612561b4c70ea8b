import { type DocumentedOption, documentedOptions } from '../../reference/options';
import { optionsSchema } from '../../src/config/options';

/** What the schema makes of a config that leaves out all it can; the second has one of each thing that need not be there. */
const BARE = optionsSchema.parse({ name: 'x' });
const FILLED = optionsSchema.parse({ name: 'x', functions: { one: {} }, pipeline: { stages: [{ name: 'one' }], gitlab: { codeOwners: { pipeline: ['@one'] } } } });

const options = documentedOptions();

test('the required options are the ones without a default', () => {
  expect(options.filter(({ required }) => required).map(({ path }) => path)).toEqual(['name', 'pipeline.stages[].name', 'pipeline.gitlab.codeOwners.pipeline', 'license.spdx', 'license.years']);
});

describe.each(options)('$path', (option) => {
  test('is told in a sentence', () => {
    expect(option.sentence).toMatch(/^[A-Z`].{8,}\.$/);
  });

  test('has the default that its comment says', () => {
    const { default: documented, required } = option;
    if (required) return expect(documented).toBeUndefined();
    expect(documented).toBeDefined();
    // A default that starts with a dash is told in words: nothing is set, or there is more below.
    if (documented!.startsWith('- ')) return expect(typeof actual(option)).toMatch(/undefined|object/);
    expect(actual(option)).toEqual(JSON.parse(documented!.replaceAll("'", '"')));
  });
});

function actual({ path }: DocumentedOption): unknown {
  const inFilled = /\[\]|<name>|codeOwners\./.test(path); // what is under one that is not there by itself
  const keys = path.replaceAll('[]', '.0').replaceAll('<name>', 'one').split('.');
  return keys.reduce<any>((value, key) => value?.[key], inFilled ? FILLED : BARE);
}
