import type { Picture } from './chart';
import { coldStartPicture } from './cold-start-chart';
import { historyPicture } from './history-chart';
import { phasePicture } from './phase-chart';
import type { Report } from './report';
import { sizePicture } from './size-chart';

/** The pictures that there is something to show in. */
export function picturesOf(report: Report): Picture[] {
  const { result } = report;
  return [sizePicture(result), coldStartPicture(result), phasePicture(result), historyPicture(report)].filter((picture) => picture !== undefined);
}
