import { type Builder, type Installation, installCommands, installVariables, wantsBytecode } from './builder';
import { explainInstallFailure } from './install-failure';
import { type Workspace, toolsDirectory } from '../../config/workspace';
import { run } from '../../kernel/subprocess';
import { findAnyInterpreter, requireInterpreter } from '../../toolchain/interpreter';
import { findUv, uvEnvironment } from '../../toolchain/uv';

const INSTALL_SECONDS = 600;

/**
 * A package that has no wheel may be built if it is Python only. What a compiler makes here is linked to this host's C
 * library and does not run in Lambda, so it fails at once instead.
 */
const NO_COMPILERS = { CC: 'false', CXX: 'false', FC: 'false', CARGO: 'false', RUSTC: 'false' };

/** Installs for the target with uv on this host, whatever this host is. No Docker, and no Python of the target's version. */
export class LocalBuilder implements Builder {
  constructor(private readonly workspace: Workspace) {}

  async install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void> {
    const uv = await findUv(toolsDirectory(this.workspace));
    const version = installations[0].plan.target.pythonVersion;
    const python = (await findAnyInterpreter(version, uv)) ?? (await requireInterpreter(version, uv, onLine));
    const env = { ...uvEnvironment(), ...NO_COMPILERS };
    for (const installation of installations) {
      const { plan, input, directory } = installation;
      installVariables(installation); // uv takes them from this process
      const commands = installCommands(plan, {
        uv, python, directory,
        target: ['--python-version', version, '--python-platform', plan.target.platform],
        ...(wantsBytecode(plan) && { compiler: await requireInterpreter(version, uv, onLine) }), // bytecode belongs to one minor version
      });
      for (const [program, ...args] of commands) {
        const result = await run(program, args, { deadlineSeconds: INSTALL_SECONDS, cwd: input, env, onLine });
        if (result.code !== 0) throw explainInstallFailure(installation, result.output);
      }
    }
  }
}
