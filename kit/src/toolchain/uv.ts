import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromBuffer } from 'yauzl';
import { download } from './package-index';
import { UV_VERSION, UV_WHEELS } from './uv-release';
import { decidePurpose } from '../config/policy';
import { policyEnvironment } from '../config/policy-environment';
import { certificateFile, installerEnvironment } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { run } from '../kernel/subprocess';

/** What uv is told wherever it bundles, on this host and in a container: nothing fetched or read that the project does not name. */
export const UV_SETTINGS = {
  UV_NO_CONFIG: '1',
  UV_NO_PROGRESS: '1',
  UV_LINK_MODE: 'copy', // else a damaged bundle damages uv's cache, and is made anew from that
  UV_PYTHON_DOWNLOADS: 'never', // else uv looks for one on the network whenever it misses one
  UV_NO_INSTALLER_METADATA: '1', // files that differ from run to run
};

const DOWNLOAD_SECONDS = 180;

/** The pinned uv: the one on the PATH if its version is right, else the project's own. */
export async function findUv(tools: string): Promise<string> {
  const onPath = await run('uv', ['--version'], { deadlineSeconds: 20 });
  if (onPath.code === 0 && onPath.stdout.split(' ')[1]?.trim() === UV_VERSION) return 'uv';
  return fetchUv(tools, `${process.platform}-${process.arch}`);
}

/**
 * The pinned uv for any platform, from the project's own folder; on first use it is fetched and its hash checked.
 *
 * @param platform as Node names it, such as `linux-arm64`
 * @throws Failure 69 when there is no uv for the platform, or the index cannot be reached
 */
export async function fetchUv(tools: string, platform: string): Promise<string> {
  const executable = join(tools, `uv-${UV_VERSION}-${platform}`, 'uv');
  if (existsSync(executable)) return executable;
  const wheel = UV_WHEELS[platform];
  if (!wheel) {
    throw new Failure(`uv is not pinned for ${platform}`, {
      code: ExitCode.UNAVAILABLE, fix: 'work on Linux or macOS (on Windows, in WSL)',
    });
  }
  const content = await member(await download('uv', wheel.file, wheel.sha256, DOWNLOAD_SECONDS), `uv-${UV_VERSION}.data/scripts/uv`);
  mkdirSync(tools, { recursive: true });
  const staging = mkdtempSync(join(tools, '.uv-'));
  try {
    writeFileSync(join(staging, 'uv'), content);
    chmodSync(join(staging, 'uv'), 0o755);
    renameSync(staging, dirname(executable));
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(executable)) throw error; // else another process was quicker
  }
  return executable;
}

/** What uv is run with on this host: the settings, and the network as this machine has it. */
export function uvEnvironment(): Record<string, string> {
  const certificates = certificateFile();
  return {
    ...installerEnvironment(),
    ...(certificates && { SSL_CERT_FILE: certificates }),
    ...UV_SETTINGS,
    // uv holds a download against the lock's hash, and never again what it unpacked into its cache.
    ...(decidePurpose(policyEnvironment()).purpose === 'release' && { UV_NO_CACHE: '1' }),
  };
}

function member(zip: Buffer, name: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (opening, file) => {
      if (opening) return reject(opening);
      file.on('error', reject);
      file.on('end', () => reject(new Error(`the wheel has no ${name}`)));
      file.on('entry', (entry) => {
        if (entry.fileName !== name) return file.readEntry();
        file.openReadStream(entry, (reading, stream) => {
          if (reading) return reject(reading);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => resolve(Buffer.concat(chunks)));
        });
      });
      file.readEntry();
    });
  });
}
