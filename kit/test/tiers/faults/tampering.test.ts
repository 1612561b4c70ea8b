import { chmodSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageServer } from './package-server';
import { guardAssembly } from '../../../src/assembly/guard';
import { type Bundle, bundleAll } from '../../../src/bundling/bundle';
import { selectFunctions } from '../../../src/config/workspace';
import { SilentProgress } from '../../../src/kernel/progress';
import { Checkout, LONG, filesBelow, lock } from '../../project/checkout';
import { FakeAssembly } from '../../project/fake-assembly';
import { wheel } from '../../project/wheels';
import { failureOf, temporaryFolder } from '../../project/workspace';

const TRIALS = LONG ? 1000 : 60;
jest.setTimeout(LONG ? 3_600_000 : 120_000);

/** Random numbers that a failed run can be repeated with. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

type Damage = (directory: string, path: string, roll: (sides: number) => number) => void;

/** One byte or one name, and nothing else; contents are replaced as an editor does it, and as a disk does it. */
const DAMAGES: Readonly<Record<string, Damage>> = {
  'a flipped bit': (directory, path, roll) => writeFileSync(join(directory, path), flip(readFileSync(join(directory, path)), roll)),
  'a flipped bit in a new file': (directory, path, roll) => {
    const content = flip(readFileSync(join(directory, path)), roll);
    unlinkSync(join(directory, path));
    writeFileSync(join(directory, path), content);
  },
  'a missing byte': (directory, path) => writeFileSync(join(directory, path), readFileSync(join(directory, path)).subarray(1)),
  'an extra byte': (directory, path) => writeFileSync(join(directory, path), Buffer.concat([readFileSync(join(directory, path)), Buffer.from([10])])),
  'a missing file': (directory, path) => rmSync(join(directory, path)),
  'an extra file': (directory, path) => writeFileSync(join(directory, `${path}.extra`), ''),
  'an extra hidden file': (directory) => writeFileSync(join(directory, '.extra'), 'x'),
  'a renamed file': (directory, path) => renameSync(join(directory, path), join(directory, `${path}2`)),
  'an extra name of a file': (directory, path) => linkSync(join(directory, path), join(directory, 'second.py')),
  'a link in place of a file': (directory, path) => {
    renameSync(join(directory, path), join(directory, '../moved'));
    symlinkSync('../moved', join(directory, path));
  },
  'an extra link to a folder': (directory) => symlinkSync('.', join(directory, 'loop')),
  'an extra link that leads nowhere': (directory) => symlinkSync('nowhere', join(directory, 'dangling')),
  'an executable file': (directory, path) => chmodSync(join(directory, path), 0o755),
};

function flip(content: Buffer, roll: (sides: number) => number): Buffer {
  const copy = Buffer.from(content.length > 0 ? content : [0]);
  copy[roll(copy.length)] ^= 2 ** roll(8); // eslint-disable-line no-bitwise
  return copy;
}

/** Names of the trials whose damage was not found, or not healed. */
async function trials(count: number, trial: (damage: string, roll: (sides: number) => number) => Promise<boolean>): Promise<string[]> {
  const failed: string[] = [];
  const names = Object.keys(DAMAGES);
  for (let i = 0; i < count; i++) {
    const roll = dice(i + 1);
    roll(2); // the first number hardly depends on a small seed
    const damage = names[i % names.length];
    if (!await trial(damage, roll)) failed.push(`${i}: ${damage}`);
  }
  return failed;
}

test(`${TRIALS} damages of the store are found, and healed to the same bytes, in bundles and in layers`, async () => {
  const wheels = [wheel('money'), wheel('dates')];
  const server = await PackageServer.start(wheels);
  const checkout = Checkout.with({ orders: { 'requirements.txt': lock(wheels) }, bills: { 'requirements.txt': lock(wheels) } });
  Object.assign(process.env, checkout.environment({ UV_DEFAULT_INDEX: server.url }));
  const bundle = (): Promise<Bundle[]> => bundleAll(checkout.workspace, selectFunctions(checkout.workspace), new SilentProgress());
  const first = await bundle();
  const whole = checkout.contents();
  const places = [...new Set(first.flatMap(({ plan }) => [plan.key, ...plan.dependencies.map(({ key }) => key)]))];
  const failed = await trials(TRIALS, async (damage, roll) => {
    if (roll(2) === 0) await bundle(); // the tree was looked at since it was made, or it was not
    const place = places[roll(places.length)];
    const directory = join(checkout.store, place, 'files');
    const paths = filesBelow(directory);
    DAMAGES[damage](directory, paths[roll(paths.length)], roll);
    await bundle();
    // A layer is only looked at when a bundle wants it: so its bundles are asked for again without them.
    for (const { plan } of first) rmSync(join(checkout.store, plan.key), { recursive: true, force: true });
    const healed = await bundle();
    return JSON.stringify(checkout.contents()) === JSON.stringify(whole)
      && healed.every(({ stored }, i) => stored.manifest.key === first[i].plan.key);
  });
  expect(failed).toEqual([]);
  expect(checkout.leftovers().filter((left) => !left.startsWith('process: '))).toEqual([]);
});

test('damage is found at once by the build that would have used the tree, and the bundle is called built', async () => {
  const server = await PackageServer.start([wheel('money')]);
  const checkout = Checkout.requiring(wheel('money'));
  const build = async () => {
    const { stdout } = await checkout.build({ UV_DEFAULT_INDEX: server.url });
    return JSON.parse(stdout).bundles[0] as { directory: string; reused: boolean };
  };
  const { directory } = await build();
  const whole = checkout.contents();
  expect((await build()).reused).toBe(true);
  writeFileSync(join(directory, 'money/__init__.py'), "name = 'monkey'\n");
  expect((await build()).reused).toBe(false);
  expect(checkout.contents()).toEqual(whole);
});

test(`${TRIALS} damages of a staged zip are found by the guard`, async () => {
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`package/part${i}.py`, `value = ${i}\n`]));
  const app = new FakeAssembly(temporaryFolder()).stack('shop', [{ files: { 'handler.py': 'def handler(e, c): ...\n', ...files } }]);
  const guard = () => guardAssembly(app.directory, { name: 'production', production: true, modes: ['docker'] });
  const zip = guard()[0].file!;
  const whole = readFileSync(zip);
  const failed = await trials(TRIALS, async (_, roll) => {
    const damaged = [flip(whole, roll), whole.subarray(roll(whole.length - 1) + 1), whole.subarray(0, roll(whole.length))][roll(3)];
    writeFileSync(zip, damaged);
    const failure = await failureOf(guard).catch(() => undefined);
    writeFileSync(zip, whole);
    return failure?.code === 65 && failure.message.includes('altered after it was bundled');
  });
  expect(failed).toEqual([]);
  expect(guard()).toHaveLength(1);
});
