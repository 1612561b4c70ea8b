import { optionsSchema } from '../../src/config/options';
import { documentedOptions } from '../generator/documented-options';

/** What the schemas of options.ts make of a config that leaves out all it can. */
const resolved = optionsSchema.parse({ name: 'x', functions: { orders: {} } });
const BARE: Record<string, object> = {
  budget: resolved.functions.orders.budget,
  functionOverrides: resolved.functions.orders,
  policy: resolved.bundling.policy,
  bundling: resolved.bundling,
  stage: optionsSchema.parse({ name: 'x', pipeline: { stages: [{ name: 'a' }] } }).pipeline.stages[0],
  dockerInDocker: resolved.pipeline.dockerInDocker,
  gitlab: resolved.pipeline.gitlab,
  pipeline: resolved.pipeline,
  local: resolved.local,
  optionsSchema: optionsSchema.parse({ name: 'x' }),
};
const REQUIRED = ['optionsSchema.name', 'stage.name'];

const options = ['options.ts', 'pipeline-options.ts'].flatMap(documentedOptions);

test('every schema of options.ts is looked at here', () => {
  expect([...new Set(options.map(({ path }) => path.split('.')[0]))].sort()).toEqual(Object.keys(BARE).sort());
  expect(options.filter(({ path }) => path.startsWith('optionsSchema.')).map(({ path }) => path.split('.')[1])).toEqual(Object.keys(optionsSchema.shape));
});

describe.each(options)('$path', ({ path, sentence, default: documented }) => {
  const [schema, key] = path.split('.');
  const actual = (BARE[schema] as Record<string, unknown>)[key];

  test('is told in a sentence', () => {
    expect(sentence).toMatch(/^[A-Z`].{8,}\.$/);
  });

  test(REQUIRED.includes(path) ? 'has no default, as it is required' : 'has the default that its comment says', () => {
    if (REQUIRED.includes(path)) return expect(documented).toBeUndefined();
    expect(documented).toBeDefined();
    // A default that starts with a dash is told in words: nothing is set, or there is more below.
    if (documented!.startsWith('- ')) return expect(typeof actual).toMatch(/undefined|object/);
    expect(actual).toEqual(JSON.parse(documented!.replaceAll("'", '"')));
  });
});

test('the required options are the ones without a default', () => {
  expect(optionsSchema.safeParse({}).success).toBe(false);
  expect(optionsSchema.safeParse({ name: 'x', pipeline: { stages: [{}] } }).success).toBe(false);
});
