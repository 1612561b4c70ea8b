import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findAnyInterpreter, findInterpreter } from '../../src/toolchain/interpreter';
import { fakeProgram, temporaryFolder, write } from '../project/workspace';

/** A stand-in for Python, which answers the one question that it is asked. */
const python = (version: string) => `#!/bin/sh\necho ${version}\n`;
const BROKEN_SHIM = '#!/bin/sh\necho "pyenv: version 3.13 is not installed" >&2\nexit 127\n';
/** A stand-in for uv that knows one Python, or none. */
const uvThatKnows = (path?: string) => fakeProgram('uv', path ? `#!/bin/sh\necho ${path}\n` : '#!/bin/sh\nexit 2\n');

function programs(files: Record<string, string>): string {
  const folder = write(temporaryFolder(), files);
  for (const path of Object.keys(files)) chmodSync(join(folder, path), 0o755);
  return folder;
}

/** A machine with these folders on its PATH and an empty home. */
function machine(...folders: string[]): void {
  Object.assign(process.env, { PATH: folders.join(delimiter), HOME: temporaryFolder() });
  delete process.env.PYENV_ROOT;
}

describe('a Python of exactly the version', () => {
  test('is found on the PATH by its name', async () => {
    const folder = programs({ 'python3.13': python('3.13'), 'python3': python('3.9') });
    machine(folder);
    expect(await findInterpreter('3.13', uvThatKnows())).toBe(join(folder, 'python3.13'));
  });

  test('is found on the PATH by a common name, if it is of that version', async () => {
    const [old, right] = [programs({ python3: python('3.9') }), programs({ python3: python('3.13') })];
    machine(old, right);
    expect(await findInterpreter('3.13', uvThatKnows())).toBe(join(right, 'python3'));
  });

  test('is looked for behind a pyenv shim that exists and does not run', async () => {
    const root = programs({ 'shims/python3.13': BROKEN_SHIM, 'versions/3.13.2/bin/python3.13': python('3.13'), 'versions/3.9.1/bin/python3.9': python('3.9') });
    machine(join(root, 'shims'));
    process.env.PYENV_ROOT = root;
    expect(await findInterpreter('3.13', uvThatKnows())).toBe(join(root, 'versions/3.13.2/bin/python3.13'));
  });

  test('is the one that uv knows, if nothing else is there', async () => {
    const known = join(programs({ 'python3.13': python('3.13') }), 'python3.13');
    machine(temporaryFolder());
    expect(await findInterpreter('3.13', uvThatKnows(known))).toBe(known);
  });

  test('is never another version, whatever its name is and whoever says so', async () => {
    machine(programs({ 'python3.13': python('3.12'), 'python3': python('3.1'), 'python': python('3.130') }));
    expect(await findInterpreter('3.13', uvThatKnows(join(programs({ 'python3.13': python('3.12') }), 'python3.13')))).toBeUndefined();
  });
});

describe('any Python', () => {
  test('is the exact one, if there is one', async () => {
    const folder = programs({ 'python3.13': python('3.13') });
    machine(folder);
    expect(await findAnyInterpreter('3.13', uvThatKnows('/usr/bin/python3'))).toBe(join(folder, 'python3.13'));
  });

  test('is one that uv knows otherwise, and none if there is none', async () => {
    machine(temporaryFolder());
    expect(await findAnyInterpreter('3.13', uvThatKnows('/usr/bin/python3'))).toBe('/usr/bin/python3');
    expect(await findAnyInterpreter('3.13', uvThatKnows())).toBeUndefined();
  });
});
