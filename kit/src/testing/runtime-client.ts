import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { run } from '../kernel/subprocess';
import { uvEnvironment } from '../toolchain/uv';

/** With that of `runtime-client-requirements.txt`. */
const VERSION = '4.2.2';
const INSTALL_SECONDS = 300;

/**
 * Lambda's own client of the runtime API with the SDK that its runtime has, for one Python: hash-checked, whole or not
 * at all.
 *
 * @returns the folder of its packages
 * @throws Failure 69 when it cannot be installed
 */
export async function installRuntimeClient(tools: string, uv: string, python: string, version: string): Promise<string> {
  const home = join(tools, `awslambdaric-${VERSION}-python${version}`);
  if (existsSync(home)) return home;
  mkdirSync(tools, { recursive: true });
  const staging = mkdtempSync(join(tools, '.awslambdaric-'));
  try {
    const requirements = join(__dirname, 'runtime-client-requirements.txt');
    const args = ['pip', 'install', '--quiet', '--python', python, '--target', join(staging, 'library'), '--no-deps', '--require-hashes', '-r', requirements];
    const { code, output } = await run(uv, args, { deadlineSeconds: INSTALL_SECONDS, env: uvEnvironment() });
    if (code !== 0) {
      throw new Failure(`awslambdaric ${VERSION} could not be installed for Python ${version}`, {
        code: ExitCode.UNAVAILABLE, where: tools, fix: 'check the network, HTTPS_PROXY, SSL_CERT_FILE and UV_DEFAULT_INDEX', output: lastLines(output),
      });
    }
    renameSync(join(staging, 'library'), home);
  } catch (error) {
    if (!existsSync(home)) throw error; // else another run was quicker
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return home;
}
