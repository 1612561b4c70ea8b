import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCleanup } from '../../kernel/interrupt';
import type { RunResult } from '../../kernel/subprocess';
import { type DoctorCheck, type CheckId, type CheckResult, type Examination, blocked, failed, ok, skipped, timedOut, warning, words } from '../check';
import { diagnoseClient } from '../client-diagnosis';
import { CONTENT_MB, ProbeImage } from '../probe-image';
import { isDocker } from './client';

/** Which finding it is when a folder cannot be mounted. */
const UNSEEN = { checkout: 'DIND32', temporary: 'DIND31' } as const;

const NOT_TRIED = (['space', 'checkout', 'temporary'] as const).map((id) => skipped(id, 'only Docker is asked'));

interface Marker {
  readonly file: string;
  readonly content: string;
  readonly remove: () => void;
}

/** Whether the daemon has room for an image, and sees the folders that tools mount. */
export const containers: DoctorCheck = {
  needs: ['versions', 'disk'],
  run: (examination) => (isDocker() ? tryImage(examination) : Promise.resolve(NOT_TRIED)),
};

function tryImage(examination: Examination): Promise<CheckResult[]> {
  return ProbeImage.with(examination, async (image, imported) => {
    if (imported.code !== 0) {
      const refused = failed('space', diagnoseClient(imported.output), words(imported), timedOut(imported));
      return [refused, blocked('checkout', 'space'), blocked('temporary', 'space')];
    }
    const { root, temporary } = examination;
    return [
      ok('space', `room for ${CONTENT_MB} MB`),
      await look('checkout', root, image, examination),
      await look('temporary', temporary, image, examination),
    ];
  });
}

async function look(id: keyof typeof UNSEEN, folder: string, image: ProbeImage, { deadline }: Examination): Promise<CheckResult> {
  if (deadline.isOver()) return blocked(id, 'time');
  const marker = leaveMarker(folder);
  return withCleanup(marker.remove, async () => judgeMount(id, folder, await image.readThroughMount(folder, marker.file), marker.content));
}

export function judgeMount(id: keyof typeof UNSEEN & CheckId, folder: string, result: RunResult, content: string): CheckResult {
  if (result.code === 0 && result.stdout.includes(content)) return ok(id, `${folder} can be mounted`);
  if (timedOut(result)) return failed(id, 'DIND24', words(result), true);
  if (diagnoseClient(result.output) === 'DIND29') return failed(id, 'DIND29', words(result));
  return warning(id, UNSEEN[id], `${folder} is not the same folder for the daemon: ${result.code === 0 ? 'it has another content' : words(result)}`);
}

/** A file that no other folder has. In a checkout that may not be written to, one that is there has to do. */
function leaveMarker(folder: string): Marker {
  const file = `.doctor-${randomBytes(6).toString('hex')}`;
  const path = join(folder, file);
  try {
    writeFileSync(path, file);
    return { file, content: file, remove: () => rmSync(path, { force: true }) };
  } catch {
    return { file: 'package.json', content: readFileSync(join(folder, 'package.json'), 'utf8'), remove: () => undefined };
  }
}
