import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Builder, type Installation, installCommands, installVariables } from './builder';
import { explainInstallFailure } from './install-failure';
import { type Workspace, toolsDirectory } from '../../config/workspace';
import { type ContainerOptions, engineDied, engineFailed, withContainer } from '../../docker/container';
import { docker } from '../../docker/docker';
import { certificateFile, installerEnvironment } from '../../kernel/environment';
import { imagePython } from '../../python/target';
import { UV_SETTINGS, fetchUv } from '../../toolchain/uv';
import { Store } from '../store/store';

const INSTALL_SECONDS = 1200;

/**
 * Installs in the Lambda build image, as CDK's own Docker bundling does: `/asset-input` in, `/asset-output` out.
 * One container serves all dependency sets of a target.
 */
export class DockerBuilder implements Builder {
  constructor(private readonly workspace: Workspace) {}

  async install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void> {
    await Store.of(this.workspace).withScratch(async (input) => {
      await this.prepare(installations, input);
      await withContainer(this.containerFor(installations, onLine), async (container) => {
        await container.copyIn(input, '/asset-input');
        const result = await docker(['start', '--attach', container.id], INSTALL_SECONDS, onLine);
        if (result.code !== 0 && await engineFailed(container.id, result)) throw engineDied('while packages were installed', result);
        if (result.code !== 0) throw explainInstallFailure(failed(installations, result.output), result.output);
        for (const { plan, directory } of installations) await container.copyOut(`/asset-output/${plan.key}`, directory);
      });
    });
  }

  private containerFor(installations: readonly Installation[], onLine: (line: string) => void): ContainerOptions {
    const { image, target } = installations[0].plan;
    const functions = installations.flatMap((installation) => installation.functions);
    const env = Object.assign(installerEnvironment(), ...installations.map(installVariables)) as Record<string, string>;
    const command = ['/bin/sh', '/asset-input/install.sh'];
    return { image, architecture: target.architecture, functions, owner: this.workspace.root, onLine, env, command, removeLater: true };
  }

  /** What the container gets: a uv that runs in it, the requirements, this machine's certificates, and the script. */
  private async prepare(installations: readonly Installation[], input: string): Promise<void> {
    const { target } = installations[0].plan;
    const uv = await fetchUv(toolsDirectory(this.workspace), target.architecture === 'arm64' ? 'linux-arm64' : 'linux-x64');
    copyFileSync(uv, join(input, 'uv'));
    const certificates = certificateFile();
    if (certificates) copyFileSync(certificates, join(input, 'certificates.pem'));
    for (const installation of installations) cpSync(installation.input, join(input, installation.plan.key), { recursive: true });
    writeFileSync(join(input, 'install.sh'), script(installations, !!certificates));
  }
}

function script(installations: readonly Installation[], certificates: boolean): string {
  return [
    'set -eu',
    'cp /asset-input/uv /usr/local/bin/uv-pinned',
    ...(certificates ? ['export SSL_CERT_FILE=/asset-input/certificates.pem PIP_CERT=/asset-input/certificates.pem'] : []),
    `export ${Object.entries(UV_SETTINGS).map(([name, value]) => `${name}=${value}`).join(' ')} UV_CACHE_DIR=/tmp/uv-cache`,
    ...installations.flatMap(({ plan }) => {
      const output = `/asset-output/${plan.key}`;
      const commands = installCommands(plan, { uv: 'uv-pinned', python: imagePython(plan.target.pythonVersion), directory: output });
      return [
        `echo "installing ${plan.key}"`,
        `mkdir -p ${output}`,
        `cd /asset-input/${plan.key}`,
        ...commands.map((words) => words.map(quoted).join(' ')),
      ];
    }),
  ].join('\n');
}

/** For the shell of the container. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", '\'\\\'\'')}'`;
}

/** The set that was being installed when the script stopped. */
function failed(installations: readonly Installation[], output: string): Installation {
  return [...installations].reverse().find(({ plan }) => output.includes(`installing ${plan.key}`)) ?? installations[0];
}
