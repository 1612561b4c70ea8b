import { join } from 'node:path';
import { type Builder, type Installation, installArguments } from './builder';
import { explainInstallFailure } from './install-failure';
import { findAnyInterpreter } from './interpreter';
import { requireInterpreter } from './python-environment';
import { run } from './subprocess';
import { findUv, uvEnvironment } from './uv';
import { type Workspace, toolsDirectory } from './workspace';

const INSTALL_SECONDS = 600;

/** Installs for the target with uv on this host, whatever this host is. No Docker, and no Python of the target's version. */
export class LocalBuilder implements Builder {
  constructor(private readonly workspace: Workspace) {}

  async install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void> {
    const uv = await findUv(toolsDirectory(this.workspace));
    for (const installation of installations) {
      const { plan, directory } = installation;
      const version = plan.target.pythonVersion;
      const python = (await findAnyInterpreter(version, uv)) ?? (await requireInterpreter(version, uv, onLine));
      const result = await run(uv, [
        'pip', 'install', '--python', python, '--target', directory,
        '--python-version', version, '--python-platform', plan.target.platform,
        ...installArguments(plan), '-r', join(this.workspace.root, plan.requirements.path),
      ], { deadlineSeconds: INSTALL_SECONDS, cwd: this.workspace.root, env: uvEnvironment(), onLine });
      if (result.code !== 0) throw explainInstallFailure(installation, result.output);
    }
  }
}
