import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Builder, type Installation, installArguments } from './builder';
import { ExitCode, Failure } from './failure';
import { explainInstallFailure } from './install-failure';
import { run } from './subprocess';
import { findUv, uvEnvironment } from './uv';
import { type Workspace, hostArchitecture, toolsDirectory } from './workspace';

const INSTALL_SECONDS = 1200;

/** The Docker build without Docker: this process itself runs in the Lambda build image, as a CI job's image. */
export class ImageBuilder implements Builder {
  constructor(private readonly workspace: Workspace) {}

  async install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void> {
    const uv = await findUv(toolsDirectory(this.workspace));
    for (const installation of installations) {
      const { plan, directory } = installation;
      const python = imagePython(plan.target.pythonVersion);
      if (!existsSync(python) || hostArchitecture() !== plan.target.architecture) {
        throw new Failure(`this is not the image that bundles ${installation.functions.join(', ')}: there is no ${python} on ${hostArchitecture()}`, {
          code: ExitCode.BAD_CONFIG, where: installation.functions.join(', '), fix: `run this job in ${plan.image} (${plan.target.architecture}), or use the mode docker or local`,
        });
      }
      const result = await run(uv, [
        'pip', 'install', '--python', python, '--target', directory, ...installArguments(plan), '-r', join(this.workspace.root, plan.requirements.path),
      ], { deadlineSeconds: INSTALL_SECONDS, cwd: this.workspace.root, env: uvEnvironment(), onLine });
      if (result.code !== 0) throw explainInstallFailure(installation, result.output);
    }
  }
}

/** Where the Lambda images keep their Python. */
export function imagePython(version: string): string {
  return `/var/lang/bin/python${version}`;
}
