import { command, note } from './command';
import { formatToWrite } from '../bundling/locks/lock';
import type { FunctionSettings } from '../config/settings';
import { type Workspace, selectFunctions, thisWorkspace, toolsDirectory } from '../config/workspace';
import { TerminalProgress } from '../kernel/progress';
import { findAnyInterpreter, requireInterpreter } from '../toolchain/interpreter';
import { findUv } from '../toolchain/uv';

export const program = command('lock', 'Writes locks: every package with a version and hashes. A release refuses a function without one.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--upgrade', 'take the newest versions that fit, instead of keeping those of the lock')
  .action(async (names: string[], options: { upgrade?: boolean }) => {
    const workspace = thisWorkspace();
    const uv = await findUv(toolsDirectory(workspace));
    for (const fn of selectFunctions(workspace, names)) {
      const remarks = await new TerminalProgress().during(`${fn.name}: lock`, (onLine) => lock(workspace, uv, fn, options.upgrade ?? false, onLine));
      remarks.forEach(note);
    }
  });

async function lock(workspace: Workspace, uv: string, fn: FunctionSettings, upgrade: boolean, onLine: (line: string) => void): Promise<string[]> {
  const { writer } = formatToWrite(workspace.root, fn);
  // uv would try whatever is on the PATH, where a pyenv shim may not run.
  const any = writer.anyPython ? await findAnyInterpreter(fn.pythonVersion, uv) : undefined;
  const python = any ?? await requireInterpreter(fn.pythonVersion, uv, onLine);
  return writer.write(workspace.root, fn, { uv, python, upgrade, onLine });
}
