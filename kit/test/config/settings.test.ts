import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSources } from '../../src/config/functions';
import { settingsOf } from '../../src/config/settings';
import { resolveOptions } from '../../src/config/validation';
import { sourcesOf } from '../project/sources';
import { addFunction, synthIn, temporaryFolder } from '../project/synth';
import { write } from '../project/workspace';

describe('functions', () => {
  test('are the folders of lambda_src/, but for files and for names that start with _ or .', () => {
    const root = temporaryFolder();
    for (const name of ['b', 'a', '_shared', '.venv']) addFunction(root, name);
    writeFileSync(join(root, 'lambda_src/ruff.toml'), '');
    expect(findSources(root).functions.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('have their sample events and their shared packages by name only, though nothing in them could be read', () => {
    const root = write(temporaryFolder(), {
      'lambda_src/a/events/ok.json': 'not JSON', 'lambda_src/a/events/ok.expected.json': '', 'lambda_src/a/events/notes.txt': '', 'lambda_src/a/events/folder.json/x': '',
      'lambda_src/b/events': 'a file', 'lambda_src/_shared/common/__init__.py': '', 'lambda_src/_shared/README.md': '',
    });
    symlinkSync('nowhere', join(root, 'lambda_src/a/events/link.json'));
    expect(findSources(root)).toEqual({
      functions: [{ name: 'a', folder: 'a', events: ['link.json', 'ok.json'] }, { name: 'b', folder: 'b', events: [] }], shared: ['common'], problems: [],
    });
  });

  test('are none in a project that has no lambda_src/, which can be generated nevertheless', () => {
    const root = temporaryFolder();
    expect(findSources(root).functions).toEqual([]);
    mkdirSync(join(root, 'lambda_src'));
    expect(findSources(root).functions).toEqual([]);
    expect(synthIn(root).json('.projen/python-lambda.json')).toMatchObject({ functions: {} });
  });
});

describe('settingsOf', () => {
  const sources = sourcesOf(['orders', 'thumbnail'], { events: { orders: ['health.json'] } });
  const { functions, stages, gitlab } = settingsOf(resolveOptions({
    name: 'app',
    pythonVersion: '3.12',
    functions: { orders: { pythonVersion: '3.14', architecture: 'arm64', handler: 'api/main.run', exclude: ['docs/**'], smoke: ['health.json'] } },
    bundling: { image: 'registry.example/{architecture}/python:{python}-{python}', exclude: ['**/*.md'] },
    pipeline: {
      stages: [
        { name: 'development', branches: ['main'] },
        { name: 'trial', modes: ['docker'], account: '123456789012', region: 'eu-central-1', roleArn: 'arn:aws:iam::123456789012:role/deploy' },
        { name: 'production', production: true },
      ],
      gitlab: { url: 'https://gitlab.example.com/', project: 'group/app', defaultBranch: 'trunk', tags: ['linux'] },
    },
  }, sources), sources);

  test('puts what a function overrides in the place of what the project says', () => {
    expect(functions.orders).toMatchObject({ pythonVersion: '3.14', architecture: 'arm64', handler: 'api/main.run', exclude: ['**/*.md', 'docs/**'] });
    expect(functions.thumbnail).toMatchObject({ pythonVersion: '3.12', architecture: 'x86_64', handler: 'handler.handler', exclude: ['**/*.md'] });
  });

  test("names each function's own image", () => {
    expect(functions.orders.image).toBe('registry.example/arm64/python:3.14-3.14');
    expect(functions.thumbnail.image).toBe('registry.example/x86_64/python:3.12-3.12');
  });

  test('lets production take only bundles that were made in the image of Lambda, unless it says otherwise', () => {
    expect(Object.fromEntries(stages.map(({ name, modes }) => [name, modes]))).toEqual({
      development: ['docker', 'local', 'in-image'],
      trial: ['docker'],
      production: ['docker', 'in-image'],
    });
  });

  test('hands over where a stage is and by which role it is reached, and nothing that only the pipeline needs', () => {
    expect(stages[1]).toEqual({
      name: 'trial', account: '123456789012', region: 'eu-central-1', roleArn: 'arn:aws:iam::123456789012:role/deploy', production: false, modes: ['docker'],
    });
    expect(stages[0]).toEqual({ name: 'development', production: false, modes: ['docker', 'local', 'in-image'], branches: ['main'] });
  });

  test('hands over whose tokens AWS shall trust', () => {
    expect(gitlab).toEqual({ url: 'https://gitlab.example.com', project: 'group/app', defaultBranch: 'trunk' });
    expect(settingsOf(resolveOptions({ name: 'app' }, sourcesOf([])), sourcesOf([])).gitlab).toEqual({ url: 'https://gitlab.com', defaultBranch: 'main' });
  });

  test('names the events that a function must answer after a deployment, if there are any', () => {
    expect(functions.orders.smoke).toEqual(['health.json']);
    expect(functions.thumbnail).not.toHaveProperty('smoke');
  });
});
