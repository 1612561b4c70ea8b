import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requirementsTxt } from '../../../src/bundling/locks/requirements-txt';
import { Child } from '../../project/child';
import { KIT } from '../../project/places';
import { type Files, eventually, failureOf, fakeProgram, functionSettings, workspaceWith, write } from '../../project/workspace';

const fn = functionSettings('orders');
const LOCK = '# by uv\n#    npx projen lock orders\nidna==3.7 \\\n    --hash=sha256:aa\n';

/** A stand-in for uv, which says what it was asked and what it found in its output, and then writes a lock, fails or hangs. */
function fakeUv(end: string = `fs.writeFileSync(out, ${JSON.stringify(LOCK)})`) {
  const program = fakeProgram('uv', `#!${process.execPath}
const fs = require('fs'), args = process.argv.slice(2), out = args[args.indexOf('--output-file') + 1];
fs.writeFileSync(__dirname + '/asked', args.join(' ') + '\\n' + (fs.existsSync(out) ? fs.readFileSync(out) : ''));
${end};`);
  return { program, asked: () => readFileSync(join(program, '../asked'), 'utf8'), wasAsked: () => existsSync(join(program, '../asked')) };
}

function folderWith(files: Files) {
  const { root } = workspaceWith({ orders: { 'requirements.txt': null } });
  const folder = write(join(root, fn.entry), files);
  return { root, folder, names: () => readdirSync(folder).sort(), read: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

const lock = (root: string, uv: string) => requirementsTxt.writer!.write(root, fn, { uv, python: 'python3.13', upgrade: false, onLine: () => undefined });

describe('requirements that are no lock yet', () => {
  const WRITTEN = '--index-url https://a.test\nidna<4\n';

  test('become what is edited, and the lock is in their place', async () => {
    const { root, names, read } = folderWith({ 'requirements.txt': WRITTEN });
    const { program, asked } = fakeUv();
    expect(await lock(root, program)).toEqual([expect.stringContaining('requirements.txt is requirements.in now')]);
    expect(names()).toEqual(['handler.py', 'requirements.in', 'requirements.txt']);
    expect(read('requirements.in')).toBe(WRITTEN);
    expect(read('requirements.txt')).toBe(LOCK.replace('idna', '--index-url https://a.test\nidna'));
    expect(asked()).toMatch(/ requirements\.txt --output-file \S+\n$/);
  });

  test.each<[string, Files]>([['are empty', { 'requirements.txt': '# none\n' }], ['have nothing but options', { 'requirements.txt': '--index-url https://a.test\n' }]])(
    'stay as they are if they %s', async (_, files) => {
      const { root, names } = folderWith(files);
      const { program, wasAsked } = fakeUv();
      expect(await lock(root, program)).toEqual([]);
      expect(names()).toEqual(['handler.py', 'requirements.txt']);
      expect(wasAsked()).toBe(false);
    });

  test('stay as they are if they fit no versions', async () => {
    const { root, names, read } = folderWith({ 'requirements.txt': WRITTEN });
    const { program } = fakeUv('fs.writeFileSync(out, "half"); console.error("No solution found"); process.exit(1)');
    const failure = await failureOf(() => lock(root, program));
    expect(failure).toMatchObject({ code: 65, where: fn.entry, fix: `correct ${fn.entry}/requirements.txt`, output: expect.stringContaining('No solution found') });
    expect(names()).toEqual(['handler.py', 'requirements.txt']);
    expect(read('requirements.txt')).toBe(WRITTEN);
  });

  test('stay as they are if the command is interrupted', async () => {
    const { root, names, read } = folderWith({ 'requirements.txt': WRITTEN });
    const { program, wasAsked } = fakeUv('fs.writeFileSync(out, "half"); setInterval(() => {}, 1000)');
    const script = `require('tsx/cjs'); const { requirementsTxt } = require('./src/bundling/locks/requirements-txt.ts');
      void requirementsTxt.writer.write(...${JSON.stringify([root, fn])}, { uv: ${JSON.stringify(program)}, python: 'python3.13', upgrade: false, onLine() {} });`;
    const child = Child.node(['-e', script], { cwd: KIT });
    await eventually(() => wasAsked() && names().length === 3, 60);
    child.kill('SIGINT');
    expect(await child.ended()).toMatchObject({ code: 130 });
    expect(names()).toEqual(['handler.py', 'requirements.txt']);
    expect(read('requirements.txt')).toBe(WRITTEN);
  });
});

describe('a lock', () => {
  test('is made anew from the versions that it has', async () => {
    const { root, read } = folderWith({ 'requirements.in': 'idna\n', 'requirements.txt': 'idna==3.6\n' });
    const { program, asked } = fakeUv();
    expect(await lock(root, program)).toEqual([]);
    expect(asked()).toMatch(/\nidna==3\.6\n$/);
    expect(read('requirements.txt')).toBe(LOCK);
  });

  test('has the options of what it was made from, in their order, and of what that includes', async () => {
    const { root, read } = folderWith({
      'requirements.in': '-r more.in\n--extra-index-url https://b.test\n--no-binary idna\nidna\n', 'more.in': '-c requirements.in\n--extra-index-url https://a.test\nsix\n',
    });
    await lock(root, fakeUv().program);
    expect(read('requirements.txt').split('\n').slice(2, 5)).toEqual(['--extra-index-url https://a.test', '--extra-index-url https://b.test', '--no-binary idna']);
  });

  test('tells uv what it takes from no file', async () => {
    const { root } = folderWith({ 'requirements.in': '--pre\n--trusted-host a.test\nidna\n' });
    const { program, asked } = fakeUv();
    await lock(root, program);
    expect(asked()).toContain(' --prerelease=allow --allow-insecure-host a.test requirements.in ');
  });

  test.each([
    ['https://me:secret@a.test/simple', 'https://a.test/simple'], ['https://secret@a.test/simple', 'https://a.test/simple'], ['https://${ME}:secret@a.test/simple', 'https://a.test/simple'],
  ])('has no credentials, and a remark tells what to write: %s', async (address, expected) => {
    process.env.ME = 'me';
    const { root, read } = folderWith({ 'requirements.in': `--index-url ${address}\nidna\n` });
    expect(await lock(root, fakeUv().program)).toEqual([expect.stringContaining('${NAME}')]);
    expect(read('requirements.txt')).toContain(`--index-url ${expected}\n`);
    expect(read('requirements.txt')).not.toContain('secret');
  });

  test.each(['https://me:${INDEX_PW}@a.test/simple', 'https://${INDEX_PW}@a.test/simple', '${INDEX_PW}'])('has the variables that stand for them: %s', async (address) => {
    process.env.INDEX_PW = 'secret';
    const { root, read } = folderWith({ 'requirements.in': `--index-url ${address}\nidna\n` });
    expect(await lock(root, fakeUv().program)).toEqual([]);
    expect(read('requirements.txt')).toContain(`--index-url ${address}\n`);
  });

  test('is not made while a variable is not set', async () => {
    const { root } = folderWith({ 'requirements.in': '--index-url https://me:${INDEX_PW}@a.test\nidna\n' });
    expect(await failureOf(() => lock(root, fakeUv().program))).toMatchObject({ code: 78, where: `${fn.entry}/requirements.in` });
  });
});

test('a function that says nowhere what it requires is told where to', async () => {
  const { root } = folderWith({});
  expect(await failureOf(() => lock(root, fakeUv().program))).toMatchObject({ code: 65, where: fn.entry, fix: `list its packages in ${fn.entry}/requirements.in` });
});
