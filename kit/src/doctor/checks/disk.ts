import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type DoctorCheck, type CheckResult, failed, ok, warning } from '../check';

const ENOUGH_MB = 500;
const LEAST_MB = 64;

interface FreeSpace {
  readonly folder: string;
  readonly megabytes: number;
}

/** Space in the checkout and in the folder for temporary files, as this user may use it. */
export const disk: DoctorCheck = {
  needs: [],
  async run({ root, temporary }) {
    try {
      await rm(await mkdtemp(join(temporary, 'doctor-')), { recursive: true });
      const folders = [...new Set([root, temporary])];
      return [judgeDisk(await Promise.all(folders.map(async (folder) => ({ folder, megabytes: await freeMegabytes(folder) }))))];
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return [failed('disk', code === 'ENOSPC' || code === 'EDQUOT' ? 'DIND30' : 'DIND36', message)];
    }
  },
};

export function judgeDisk(spaces: readonly FreeSpace[]): CheckResult {
  const what = spaces.map(({ folder, megabytes }) => `${sizeOf(megabytes)} free in ${folder}`).join(', ');
  const least = Math.min(...spaces.map(({ megabytes }) => megabytes));
  if (least < LEAST_MB) return failed('disk', 'DIND30', what);
  return least < ENOUGH_MB ? warning('disk', 'DIND30', what) : ok('disk', what);
}

function sizeOf(megabytes: number): string {
  return megabytes < 10_000 ? `${Math.floor(megabytes)} MB` : `${Math.floor(megabytes / 1000)} GB`;
}

async function freeMegabytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return (bavail * bsize) / 1e6;
}
