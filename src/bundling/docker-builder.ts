import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Builder, type Installation, installArguments } from './builder';
import { docker, requireDocker } from './docker';
import { certificateFile, installerEnvironment } from './environment';
import { ExitCode, Failure, lastLines } from './failure';
import { imagePython } from './image-builder';
import { explainInstallFailure } from './install-failure';
import { withCleanup } from './interrupt';
import { fetchUv } from './uv';
import { type Workspace, toolsDirectory } from './workspace';

const PULL_SECONDS = 900;
const INSTALL_SECONDS = 1200;
const COPY_SECONDS = 300;

/**
 * Installs in the Lambda build image, as CDK's own Docker bundling does: `/asset-input` in, `/asset-output` out.
 * One container serves all dependency sets of a target. Files are copied in and out, not mounted: a daemon in
 * another container or on another machine does not see this file system, and what comes out belongs to the caller.
 */
export class DockerBuilder implements Builder {
  constructor(private readonly workspace: Workspace) {}

  async install(installations: readonly Installation[], onLine: (line: string) => void): Promise<void> {
    const names = installations.flatMap((i) => i.functions).join(', ');
    await requireDocker(names);
    const input = await this.prepare(installations);
    await withCleanup(() => rmSync(input, { recursive: true, force: true }), async () => {
      const container = await create(installations[0], onLine);
      await withCleanup(() => remove(container), async () => {
        await copy(`${input}/.`, `${container}:/asset-input`);
        const result = await docker(['start', '--attach', container], INSTALL_SECONDS, onLine);
        if (result.code !== 0) throw explainInstallFailure(failed(installations, result.output), result.output);
        for (const { plan, directory } of installations) await copy(`${container}:/asset-output/${plan.key}/.`, directory);
      });
    });
  }

  /** What the container gets: a uv that runs in it, the requirements, this machine's certificates, and the script. */
  private async prepare(installations: readonly Installation[]): Promise<string> {
    const { target } = installations[0].plan;
    const uv = await fetchUv(toolsDirectory(this.workspace), target.architecture === 'arm64' ? 'linux-arm64' : 'linux-x64');
    const input = mkdtempSync(join(tmpdir(), 'asset-input-'));
    chmodSync(input, 0o755);
    copyFileSync(uv, join(input, 'uv'));
    const certificates = certificateFile();
    if (certificates) copyFileSync(certificates, join(input, 'certificates.pem'));
    for (const { plan } of installations) {
      mkdirSync(join(input, plan.key));
      copyFileSync(join(this.workspace.root, plan.requirements.path), join(input, plan.key, 'requirements.txt'));
    }
    writeFileSync(join(input, 'install.sh'), script(installations, !!certificates));
    return input;
  }
}

function script(installations: readonly Installation[], certificates: boolean): string {
  return [
    'set -eu',
    'cp /asset-input/uv /usr/local/bin/uv-pinned',
    ...(certificates ? ['export SSL_CERT_FILE=/asset-input/certificates.pem PIP_CERT=/asset-input/certificates.pem'] : []),
    'export UV_NO_CONFIG=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never UV_NO_INSTALLER_METADATA=1 UV_CACHE_DIR=/tmp/uv-cache UV_LINK_MODE=copy',
    ...installations.flatMap(({ plan }) => [
      `echo "installing ${plan.key}"`,
      `mkdir -p /asset-output/${plan.key}`,
      `cd /asset-input/${plan.key}`,
      ['uv-pinned', 'pip', 'install', '--python', imagePython(plan.target.pythonVersion), '--target', `/asset-output/${plan.key}`,
        ...installArguments(plan), '-r', 'requirements.txt'].join(' '),
    ]),
  ].join('\n');
}

/** Variables are passed by name: their values stay out of the process list. */
async function create({ plan, functions }: Installation, onLine: (line: string) => void): Promise<string> {
  const platform = `linux/${plan.target.architecture === 'arm64' ? 'arm64' : 'amd64'}`;
  const variables = installerEnvironment();
  const result = await docker([
    'create', '--platform', platform, '--label', 'python-lambda-bundling', ...Object.keys(variables).flatMap((name) => ['--env', name]),
    '--entrypoint', '/bin/sh', plan.image, '/asset-input/install.sh',
  ], PULL_SECONDS, onLine, variables);
  if (result.code === 0) return result.stdout.trim().split('\n').pop()!;
  throw new Failure(`the image ${plan.image} (${platform}) cannot be used`, {
    code: ExitCode.UNAVAILABLE, where: functions.join(', '), fix: `pull it by hand to see why: docker pull --platform ${platform} ${plan.image}`, output: lastLines(result.output),
  });
}

async function copy(from: string, to: string): Promise<void> {
  const result = await docker(['cp', from, to], COPY_SECONDS);
  if (result.code === 0) return;
  throw new Failure('files could not be copied between this machine and the container', {
    code: ExitCode.IO, where: `${from} to ${to}`, fix: 'check the free disk space of both, then run it again', output: lastLines(result.output),
  });
}

async function remove(container: string): Promise<void> {
  await docker(['rm', '--force', '--volumes', container], 60).catch(() => undefined);
}

/** The set that was being installed when the script stopped. */
function failed(installations: readonly Installation[], output: string): Installation {
  return [...installations].reverse().find(({ plan }) => output.includes(`installing ${plan.key}`)) ?? installations[0];
}
