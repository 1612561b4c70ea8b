import { type Picture, standalone } from './chart';
import { coldStartPicture } from './cold-start-chart';
import { historyPicture } from './history-chart';
import { phasePicture } from './phase-chart';
import type { Report } from './report';
import type { ReportFormat } from './report-format';
import { sizePicture } from './size-chart';

/** The pictures as files, for pages that people write themselves. */
export const pictures: ReportFormat = {
  folder: 'test-reports/bundling',
  own: /^(size|cold-starts|time|history)\.svg$/,
  contents: (source) => Object.fromEntries(source.pictures.map((picture) => [`${picture.name}.svg`, standalone(picture)])),
};

/** The pictures that there is something to show in. */
export function picturesOf(report: Report): Picture[] {
  const { result } = report;
  return [sizePicture(result), coldStartPicture(result), phasePicture(result), historyPicture(report)].filter((picture) => picture !== undefined);
}
