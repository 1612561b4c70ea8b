/** A size for people, in decimal units. */
export function bytes(value: number): string {
  if (value < 1e5) return `${trimmed(value / 1e3)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(2)} GB`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 100_000 ? `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round(ms % 60_000 / 1000)} s`;
}

export function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}

/** A difference with its sign, as `unit` writes numbers. */
export function signed(difference: number, unit: (value: number) => string): string {
  return difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${unit(Math.abs(difference))}`;
}

/** Long names differ at either end: what is left out is in the middle. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Such as `1 function` and `2 functions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function trimmed(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
