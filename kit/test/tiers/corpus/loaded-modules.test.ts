import { execFileSync } from 'node:child_process';
import { handlerProblems } from '../../../src/bundling/verification/handler';
import { thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { installRuntimeClient } from '../../../src/testing/runtime-client';
import { requireInterpreter } from '../../../src/toolchain/interpreter';
import { findUv } from '../../../src/toolchain/uv';
import { temporaryFolder, write } from '../../project/workspace';

jest.setTimeout(180_000);

/** Modules of Python that are there when the client of the runtime looks for a handler: its argument is the client's folder. */
const LOADED = `import sys
sys.path.insert(0, sys.argv[1])
import awslambdaric.__main__, awslambdaric.bootstrap
names = {name.split('.')[0] for name in [*sys.modules, *sys.builtin_module_names]} & sys.stdlib_module_names
print(*sorted(name for name in names if not name.startswith('_')))`;

const problemOf = (module: string) => handlerProblems(write(temporaryFolder(), { [`${module}.py`]: 'def run(e, c): ...\n' }), { handler: `${module}.run` }, []);

test('a handler cannot have the name of a module that the runtime has loaded, as its client says, and may have that of another', async () => {
  const tools = toolsDirectory(thisWorkspace());
  const uv = await findUv(tools);
  const python = await requireInterpreter('3.13', uv);
  const client = await installRuntimeClient(tools, uv, python, '3.13');
  const loaded = execFileSync(python, ['-I', '-B', '-c', LOADED, client], { encoding: 'utf8', timeout: 60_000 }).trim().split(' ');
  expect(loaded).toEqual(expect.arrayContaining(['json', 'logging', 'sys', 'time']));
  expect(loaded.filter((module) => problemOf(module).length === 0)).toEqual([]);
  expect(['email', 'calendar', 'queue', 'statistics'].flatMap(problemOf)).toEqual([]);
});
