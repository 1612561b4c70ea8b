/** One line of the table: medians of the seconds that each side took, and whether the target is met. */
export interface Row {
  readonly what: string;
  readonly ours?: number;
  readonly theirs?: number;
  /** Every single measurement, in seconds. */
  readonly samples: { readonly ours: readonly number[]; readonly theirs: readonly number[] };
  readonly ratio: string;
  readonly target: string;
  /** Nothing where there is no target, or nothing was measured. */
  readonly met?: boolean;
  readonly remark?: string;
}

type Samples = readonly number[];

export function timesFaster(what: string, ours: Samples, theirs: Samples, atLeast: number): Row {
  const ratio = median(theirs) / median(ours);
  return row(what, ours, theirs, `${ratio.toFixed(1)} times faster`, `≥ ${atLeast} times`, ratio >= atLeast);
}

export function timesAsLong(what: string, ours: Samples, theirs: Samples, atMost?: number): Row {
  const ratio = median(ours) / median(theirs);
  return row(what, ours, theirs, `${ratio.toFixed(2)} times as long`, atMost === undefined ? 'none' : `≤ ${atMost} times`, atMost === undefined ? undefined : ratio <= atMost);
}

export function secondsMore(what: string, ours: Samples, theirs: Samples, atMost: number): Row {
  const more = median(ours) - median(theirs);
  return row(what, ours, theirs, `${more.toFixed(2)} s more`, `≤ ${atMost} s more`, more <= atMost);
}

export function seconds(what: string, ours: Samples, atMost: number): Row {
  return row(what, ours, [], '', `≤ ${atMost} s`, median(ours) <= atMost);
}

export function notMeasured(what: string, target: string, remark: string): Row {
  return { ...row(what, [], [], '', target), remark };
}

export function markdown(rows: readonly Row[]): string {
  const lines = [HEADER, HEADER.map((_, i) => (i === 0 || i === 3 ? '---' : '---:')), ...rows.map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

export const HEADER = ['what', 'ours', 'theirs', 'ratio', 'target', 'met'];

export function cells({ what, ours, theirs, ratio, target, met, remark }: Row): string[] {
  const result = remark ? `${remark}: not measured` : met === undefined ? '' : met ? 'met' : 'not met';
  return [what, format(ours), format(theirs), ratio, target, result];
}

export function median(samples: Samples): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function row(what: string, ours: Samples, theirs: Samples, ratio: string, target: string, met?: boolean): Row {
  const middle = (samples: Samples) => (samples.length > 0 ? median(samples) : undefined);
  return { what, ours: middle(ours), theirs: middle(theirs), samples: { ours, theirs }, ratio, target, met };
}

function format(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(2)} s`;
}
