import { existsSync } from 'node:fs';
import { type Builder, type Installation, installCommands, installVariables } from './builder';
import { explainInstallFailure } from './install-failure';
import { type Workspace, hostArchitecture, toolsDirectory } from '../../config/workspace';
import { ExitCode, Failure } from '../../kernel/failure';
import { run } from '../../kernel/subprocess';
import { imagePython } from '../../python/target';
import { findUv, uvEnvironment } from '../../toolchain/uv';

const INSTALL_SECONDS = 1200;

/** The Docker build without Docker: this process itself runs in the Lambda build image, as a CI job's image. */
export class ImageBuilder implements Builder {
  constructor(private readonly workspace: Workspace) {}

  async install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void> {
    const uv = await findUv(toolsDirectory(this.workspace));
    for (const installation of installations) {
      const { plan, input, directory } = installation;
      const python = imagePython(plan.target.pythonVersion);
      if (!existsSync(python) || hostArchitecture() !== plan.target.architecture) throw notTheImage(installation, python);
      installVariables(installation); // uv takes them from this process
      for (const [program, ...args] of installCommands(plan, { uv, python, directory })) {
        const result = await run(program, args, { deadlineSeconds: INSTALL_SECONDS, cwd: input, env: uvEnvironment(), onLine });
        if (result.code !== 0) throw explainInstallFailure(installation, result.output);
      }
    }
  }
}

function notTheImage({ functions, plan: { image, target } }: Installation, python: string): Failure {
  return new Failure(`this is not the image that bundles ${functions.join(', ')}: there is no ${python} on ${hostArchitecture()}`, {
    code: ExitCode.BAD_CONFIG, where: functions.join(', '), fix: `run this job in ${image} (${target.architecture}), or use the mode docker or local`,
  });
}
