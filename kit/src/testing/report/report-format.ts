import type { Picture } from './chart';
import type { Report } from './report';
import type { Bundle } from '../../bundling/bundle';
import type { Store } from '../../bundling/store/store';

/** All that reports may be made of. */
export interface ReportSource extends Report {
  /** The checkout: findings are at files that are there. */
  readonly root: string;
  readonly bundles: readonly Bundle[];
  /** Tells which packages are this checkout's own. */
  readonly store: Pick<Store, 'find'>;
  readonly pictures: readonly Picture[];
}

/** A form in which a run is reported: one file, or a folder of files of one kind. */
export type ReportFormat = FileFormat | FolderFormat;

interface FileFormat {
  /** From the project's root. */
  readonly file: string;
  content(source: ReportSource): string;
}

interface FolderFormat {
  readonly folder: string;
  /** Which files of the folder are of this format: those of an earlier run go. */
  readonly own: RegExp;
  /** By their names. */
  contents(source: ReportSource): Readonly<Record<string, string>>;
}
