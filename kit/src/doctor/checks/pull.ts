import { type DoctorCheck, ask, failed, ok, skipped, timedOut, words } from '../check';
import { diagnosePull } from '../client-diagnosis';

const PULL_SECONDS = 600;

/** Whether the daemon gets an image, if one is named: nothing else here needs a network. */
export const pull: DoctorCheck = {
  needs: ['versions', 'space'],
  async run(examination) {
    const { pull: image } = examination;
    if (!image) return [skipped('pull', 'no image was named by --pull')];
    const result = await ask(examination, ['pull', '--quiet', image], PULL_SECONDS);
    if (result.code === 0) return [ok('pull', image)];
    return [failed('pull', diagnosePull(result.output), `${image}: ${words(result)}`, timedOut(result))];
  },
};
