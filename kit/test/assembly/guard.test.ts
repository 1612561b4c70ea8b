import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { guardAssembly } from '../../src/assembly/guard';
import { BUILD_MODES, MODES, PURPOSES } from '../../src/config/policy';
import type { StageSettings } from '../../src/config/settings';
import { everyDecision } from '../bundling/every-decision';
import { FakeAssembly, type FakeFunction, sha256 } from '../project/fake-assembly';
import { failureOf, temporaryFolder, workspaceWith } from '../project/workspace';

const PRODUCTION: StageSettings = { name: 'production', production: true, modes: ['docker', 'in-image'] };
const DEVELOPMENT: StageSettings = { name: 'development', production: false, modes: BUILD_MODES };
const KEY = `docker-${sha256('key')}`;

function assemblyOf(...functions: FakeFunction[]): FakeAssembly {
  return new FakeAssembly(temporaryFolder()).stack('shop', functions);
}

/** The reasons for which production refuses. */
async function reasonsFor(app: FakeAssembly, stage = PRODUCTION): Promise<string[]> {
  return (await failureOf(() => guardAssembly(app.directory, stage, workspaceWith({})))).message.split('\n').slice(1).map((line) => line.trim());
}

function passes(app: FakeAssembly, stage: StageSettings): boolean {
  try {
    guardAssembly(app.directory, stage, workspaceWith({}));
    return true;
  } catch {
    return false;
  }
}

test('a release that is whole may go to production', () => {
  expect(guardAssembly(assemblyOf({}, { record: { mode: 'in-image' } }).directory, PRODUCTION, workspaceWith({})).bundles.map(({ record }) => record?.mode)).toEqual(['docker', 'in-image']);
});

test('what is refused is told all at once, with the stage, the folder and the command that fixes it', async () => {
  const app = assemblyOf({ record: { mode: 'skip' } }, { record: null, path: 'shop/Other/Resource' }, { record: { mode: 'local', purpose: 'develop' } });
  const failure = await failureOf(() => guardAssembly(app.directory, PRODUCTION, workspaceWith({})));
  expect(failure).toMatchObject({ code: 65, where: app.directory, fix: expect.stringMatching(/allow it in .*: npx projen assemble production$/) });
  expect(failure.message.split('\n')).toEqual([
    'this assembly must not be deployed to production:',
    '  - fn0: bundling was skipped, so its packages are missing',
    '  - shop/Other/Resource: its code was not bundled by PythonFunction, so nothing is known of it',
    '      it is a function of the stack shop: make it a PythonFunction, or allow it by',
    "      deployment: { allow: { 'shop/Other/Resource': '<why it may be deployed>' } }",
    "  - fn2: it was bundled in the mode 'local', and production takes docker, in-image",
    '  - fn2: it was bundled to develop, and production takes releases only',
  ]);
});

describe('from skip there is no way to a deploy', () => {
  const combinations = PURPOSES.flatMap((purpose) => MODES.map((mode) => ({ purpose, mode })));
  const stages = [true, false].flatMap((production) => [0, 1, 2, 3, 4, 5, 6, 7].map((chosen): StageSettings =>
    ({ name: PRODUCTION.name, production, modes: BUILD_MODES.filter((_, index) => Math.floor(chosen / 2 ** index) % 2 === 1) })));

  test('for every purpose and mode that can be recorded and every stage that can be configured', () => {
    const wrong = combinations.flatMap(({ purpose, mode }) => {
      const app = assemblyOf({ record: { purpose, mode } });
      return stages.filter((stage) => passes(app, stage) !== ((stage.modes as readonly string[]).includes(mode) && (!stage.production || purpose === 'release')))
        .map((stage) => ({ purpose, mode, stage }));
    });
    expect(stages).toHaveLength(16);
    expect(wrong).toEqual([]);
  });

  test('for every decision that any environment and policy lead to', () => {
    const decided = new Set(everyDecision().flatMap(({ decision }) => decision ? [`${decision.purpose} ${decision.mode}`] : []));
    const deployable = [...decided].filter((pair) => {
      const [purpose, mode] = pair.split(' ');
      return passes(assemblyOf({ record: { purpose, mode } }), { ...PRODUCTION, modes: BUILD_MODES });
    });
    expect(decided.size).toBe(3 * MODES.length + BUILD_MODES.length);
    expect(deployable.sort()).toEqual(['release docker', 'release in-image', 'release local']);
  });
});

describe('forged assemblies are refused', () => {
  const skipped = `skip-${sha256('key')}`;
  const forgeries: Record<string, [FakeFunction, RegExp]> = {
    'skipped code whose record says docker': [{ record: { key: skipped, mode: 'docker' } }, /contradicts itself/],
    'skipped code whose record has a key of docker, too': [{ record: { key: KEY, mode: 'docker' }, assetHash: sha256(skipped) }, /belongs to other code/],
    'a bundle with the record of another': [{ record: { key: KEY }, assetHash: sha256(`docker-${sha256('other')}`) }, /belongs to other code/],
    'an artifact that is not the recorded one': [{ record: { artifact: sha256('other') } }, /belongs to other code/],
    'another artifact in the place of the recorded one': [{ record: { artifact: sha256('other') }, assetHash: sha256('other') }, /altered after it was bundled/],
    'a record without an artifact': [{ record: { artifact: undefined } }, /no hash of its zip/],
    'code that is no asset of the assembly': [{ properties: { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } } }, /is no asset of the assembly/],
    'a function whose record was taken away': [{ record: null }, /not bundled by PythonFunction/],
    'a verified bundle that calls itself a release only in its name': [{ record: { function: 'release', purpose: 'verify' } }, /production takes releases only/],
    'an assembly of another stage': [{ record: { stage: 'development' } }, /was assembled for development/],
    'a mode that does not exist': [{ record: { mode: 'docker2', key: `docker2-${sha256('key')}` } }, /in the mode 'docker2'/],
  };

  test.each(Object.keys(forgeries))('%s', async (name) => {
    const [forged, reason] = forgeries[name];
    const reasons = await reasonsFor(assemblyOf({}, forged));
    expect(reasons.join('\n')).toMatch(reason);
    expect(reasons.filter((line) => line.startsWith('- fn0'))).toEqual([]);
  });
});

describe('staged code', () => {
  const tamper: Record<string, (zip: string) => void> = {
    'with one byte altered': (zip) => {
      const content = readFileSync(zip);
      content[content.length - 1] += 1;
      writeFileSync(zip, content);
    },
    'with a byte added': (zip) => appendFileSync(zip, '\n'),
    'that is cut off': (zip) => writeFileSync(zip, readFileSync(zip).subarray(1)),
    'with another zip in its place': (zip) => renameSync(assemblyOf({ record: { key: KEY }, files: { 'handler.py': 'x' } }).zip(KEY), zip),
  };

  test.each(Object.keys(tamper))('%s is refused, by every stage', async (name) => {
    for (const stage of [PRODUCTION, DEVELOPMENT]) {
      const app = assemblyOf({ record: { key: KEY, stage: stage.name } });
      tamper[name](app.zip(KEY));
      expect(await reasonsFor(app, stage)).toEqual(['- fn0: its zip was altered after it was bundled']);
    }
  });

  test.each<[string, (zip: string) => void]>([
    ['is missing', rmSync], ['is a folder', (zip) => { rmSync(zip); mkdirSync(zip); }],
  ])('that %s is refused', async (_, damage) => {
    const app = assemblyOf({ record: { key: KEY } });
    damage(app.zip(KEY));
    expect(await reasonsFor(app)).toEqual(['- fn0: its zip is not in the assembly']);
  });

  test('that is a link is no asset', async () => {
    const app = assemblyOf({ record: { key: KEY } });
    renameSync(app.zip(KEY), `${app.zip(KEY)}.moved`);
    symlinkSync(`${app.zip(KEY)}.moved`, app.zip(KEY));
    expect(await reasonsFor(app)).toEqual([
      expect.stringMatching(/is out of the assembly, or a link/), expect.stringMatching(/fn0: its code is no asset of the assembly/),
    ]);
  });
});

describe('the guard looks everywhere', () => {
  const hidden: Record<string, (app: FakeAssembly) => unknown> = {
    'in a second stack': (app) => app.stack('other', [{ record: { mode: 'skip' } }]),
    'in a nested stack': (app) => app.stack('child', [{ record: { mode: 'skip' } }], 'nested'),
    'in a nested assembly': (app) => app.nested('a').stack('other', [{ record: { mode: 'skip' } }]),
    'in a nested stack of a nested assembly': (app) => app.nested('a').stack('between', []).stack('child', [{ record: { mode: 'skip' } }], 'nested'),
  };

  test.each(Object.keys(hidden))('%s', async (place) => {
    const app = assemblyOf({});
    expect(passes(app, PRODUCTION)).toBe(true);
    hidden[place](app);
    expect(await reasonsFor(app)).toEqual(['- fn0: bundling was skipped, so its packages are missing']);
  });
});

describe('functions that are called as those of aws-cdk-lib are', () => {
  test.each([
    'shop/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource', 'shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource',
    'shop/AWSCDKCfnUtilsProviderCustomResourceProvider/Handler',
  ])('are not let through for their name: %s', async (path) => {
    expect((await reasonsFor(assemblyOf({ record: null, path }, {})))[0]).toBe(`- ${path}: its code was not bundled by PythonFunction, so nothing is known of it`);
  });

  test('are held to it if they have one', async () => {
    expect(await reasonsFor(assemblyOf({ record: { mode: 'skip' }, path: 'shop/Custom::X/Resource' }))).toHaveLength(1);
  });
});
