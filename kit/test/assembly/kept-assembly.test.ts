import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from '../../src/assembly/kept-assembly';
import type { StageSettings } from '../../src/config/settings';
import { FakeAssembly, sha256 } from '../project/fake-assembly';
import { failureOf, temporaryFolder, workspaceWith, write } from '../project/workspace';

const KEY = `docker-${sha256('key')}`;
const PRODUCTION: StageSettings = { name: 'production', production: true, modes: ['docker', 'in-image'] };

function assembly(directory = temporaryFolder()): FakeAssembly {
  return new FakeAssembly(directory).stack('shop', [{ record: { key: KEY } }]);
}

describe('the digest of an assembly', () => {
  const { directory } = assembly(temporaryFolder());
  const twin = () => assembly();
  const before = digestOf(directory);

  test('is a SHA-256, and the same wherever it is', () => {
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(twin().directory)).toBe(before);
  });

  test.each<[string, (app: FakeAssembly) => void]>([
    ['a byte of a template', ({ directory: folder }) => appendFileSync(join(folder, 'shop.template.json'), ' ')],
    ['a byte of the manifest', ({ directory: folder }) => flipByte(join(folder, 'manifest.json'), 5)],
    ['the last byte of the list of assets', ({ directory: folder }) => flipByte(join(folder, 'app.assets.json'), -1)],
    ["a byte of a function's zip", (app) => flipByte(app.zip(KEY), 0)],
    ['a file more', ({ directory: folder }) => writeFileSync(join(folder, 'more'), '')],
    ['an empty folder more', ({ directory: folder }) => mkdirSync(join(folder, 'more'))],
    ['a file less', (app) => rmSync(app.zip(KEY))],
    ['another name', (app) => renameSync(app.zip(KEY), `${app.zip(KEY)}2`)],
    ['a file that can be executed', (app) => chmodSync(app.zip(KEY), 0o755)],
    ...['x/.cache/a.zip', '.cached', 'lambda/read.lock', 'reading', 'asset/uv.lock'].map((path): [string, (app: FakeAssembly) => void] =>
      [`${path}, which is none of the CDK CLI`, ({ directory: folder }) => write(folder, { [path]: '' })]),
  ])('changes with %s', (_, change) => {
    const app = twin();
    change(app);
    expect(digestOf(app.directory)).not.toBe(before);
  });

  test('does not change with what the CDK CLI packs for an upload, and with its locks', () => {
    const app = twin();
    write(app.directory, { [`.cache/${sha256('x')}.zip`]: 'zip', 'read.1234.1.lock': '1234', 'synth.lock': '1234' });
    expect(digestOf(app.directory)).toBe(before);
  });
});

describe('an assembly that was made earlier', () => {
  const kept = (app: FakeAssembly, options: AssemblyOptions = {}, stage = PRODUCTION) =>
    keptAssembly({ ...workspaceWith({}), root: dirname(app.directory) }, stage, { app: basename(app.directory), ...options });

  test('is taken when it is the one that is meant', () => {
    const app = assembly();
    expect(kept(app, { digest: digestOf(app.directory) })).toBe(app.directory);
  });

  test('is taken without a digest by other stages than production, as a person on a laptop does', async () => {
    const stage = { ...PRODUCTION, production: false };
    const app = assembly();
    expect(kept(app, {}, stage)).toBe(app.directory);
    const failure = await failureOf(() => kept(app));
    expect(failure).toMatchObject({ code: 64, where: app.directory, fix: 'add --digest <sha256>, which npx projen assemble production says' });
  });

  test('is looked for in cdk.out/<stage>, unless it is said', () => {
    const workspace = workspaceWith({});
    const { directory } = assembly(join(workspace.root, 'cdk.out/production'));
    expect(keptAssembly(workspace, PRODUCTION, { digest: digestOf(directory) })).toBe(directory);
  });

  test('is refused with 65 when it is another one, with what it is and what was meant', async () => {
    const app = assembly();
    const digest = digestOf(app.directory);
    const failure = await failureOf(() => kept(app, { digest: sha256('reviewed') }));
    expect(failure).toMatchObject({ code: 65, where: app.directory, fix: 'run the job assemble again, and the jobs after it' });
    expect(failure.message).toBe(`this is not the assembly that was reviewed: its digest is ${digest}, and not ${sha256('reviewed')}`);
  });

  test.each([0, -1])('is refused with 65 when byte %i of a template was changed since', async (position) => {
    const app = assembly();
    const digest = digestOf(app.directory);
    const template = join(app.directory, 'shop.template.json');
    flipByte(template, position, position === 0 ? ' ' : '\n'); // white space: it stays sound, and nothing else would notice
    expect(await failureOf(() => kept(app, { digest }))).toMatchObject({ code: 65 });
  });

  test.each(['0123abcd', '--help', ' ', 'undefined', '$ASSEMBLY_DIGEST_PRODUCTION'])('is refused with 65 for the digest %j', async (digest) => {
    expect(await failureOf(() => kept(assembly(), { digest }))).toMatchObject({ code: 65 });
  });

  test('is refused with 78 when the digest is empty, which is a variable that never came', async () => {
    const failure = await failureOf(() => kept(assembly(), { digest: '' }, { ...PRODUCTION, name: 'eu-west' }));
    expect(failure).toMatchObject({ code: 78, where: '--digest', message: 'the digest of the assembly is empty' });
    expect(failure.fix).toContain('ASSEMBLY_DIGEST_EU_WEST');
  });

  test('is refused by the guard, whatever its digest', async () => {
    const app = new FakeAssembly(temporaryFolder()).stack('shop', [{ record: { mode: 'skip' } }]);
    const failure = await failureOf(() => kept(app, { digest: digestOf(app.directory) }));
    expect(failure).toMatchObject({ code: 65 });
    expect(failure.message).toContain('must not be deployed to production');
  });

  test('is refused when there is none', async () => {
    expect(await failureOf(() => keptAssembly(workspaceWith({}), PRODUCTION, { digest: sha256('x') }))).toMatchObject({ code: 65 });
  });
});

test('a command that takes one has both options', () => {
  const program = takesAssembly(new Command()).parse(['--app', 'cdk.out/a', '--digest', ''], { from: 'user' });
  expect(program.opts()).toEqual({ app: 'cdk.out/a', digest: '' });
  expect(takesAssembly(new Command()).parse([], { from: 'user' }).opts()).toEqual({});
});

/** Another byte at this place; before the first or behind the last one, if it is one to add. */
function flipByte(file: string, position: number, added = ''): void {
  const content = readFileSync(file);
  if (added) return writeFileSync(file, position === 0 ? `${added}${content}` : `${content}${added}`);
  const at = (position + content.length) % content.length;
  content[at] = (content[at] + 1) % 256;
  writeFileSync(file, content);
}
