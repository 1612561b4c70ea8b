/** What one run on one commit measured. One line of a history. */
export interface HistoryEntry {
  readonly schemaVersion: 1;
  readonly commit: string;
  /** The branch, where it is known. */
  readonly branch?: string;
  /** When it was measured, as ISO 8601. */
  readonly at: string;
  /** Where the functions ran. Times of one do not compare with times of the other. */
  readonly runtime: 'docker' | 'local';
  readonly functions: Readonly<Record<string, Measurement>>;
}

export interface Measurement {
  readonly sizeBytes?: number;
  /** How long its bundle took to make; nothing when it was there already. */
  readonly bundleMs?: number;
  readonly initMs?: number;
  readonly memoryBytes?: number;
}
