import { bytes, duration, percent, signed } from './format';
import type { Report } from './report';
import { SIZE_LIMIT } from '../../config/code-size';
import type { FunctionResult } from '../function-test';
import type { Measurement } from '../history/entry';
import type { CheckOutcome } from '../outcome';
import { failed } from '../result';

/** A function as tables show it. */
export interface Row {
  readonly fn: FunctionResult;
  readonly failures: readonly CheckOutcome[];
  readonly size?: Usage;
  readonly init?: Usage;
  readonly memory?: Usage;
  /** Of its timeout, by the slowest event, without INIT. */
  readonly time?: Usage;
  readonly sizeChange?: Change;
  readonly initChange?: Change;
}

/** What was measured, and what is allowed. */
export interface Usage {
  readonly value: string;
  readonly limit?: string;
  /** Of the limit. */
  readonly share?: number;
}

/** Against the run that is compared with. */
export interface Change {
  readonly text: string;
  readonly difference: number;
  readonly isNew: boolean;
}

type Unit = (value: number) => string;

const MEBIBYTE = 2 ** 20;
/** Share of a limit from which on somebody should look. */
const NEAR = 0.9;

/** Every function, those that failed first. */
export function rowsOf({ result, baseline }: Report): Row[] {
  const sameRuntime = baseline?.runtime === result.runtime;
  const rows = result.functions.map((fn): Row => {
    const before = baseline && Object.hasOwn(baseline.functions, fn.function) ? baseline.functions[fn.function] : undefined;
    return {
      fn,
      failures: failed(fn.checks),
      ...usagesOf(fn),
      ...(baseline && {
        sizeChange: changeOf(fn.sizeBytes, before, before?.sizeBytes, bytes),
        initChange: sameRuntime ? changeOf(fn.initMs, before, before?.initMs, duration) : undefined,
      }),
    };
  });
  return [...rows.filter(({ failures }) => failures.length > 0), ...rows.filter(({ failures }) => failures.length === 0)];
}

/** Where a usage stands, in a word; nothing when all is well. */
export function standing({ share }: Usage): 'over' | 'near' | undefined {
  if (share === undefined || share < NEAR) return undefined;
  return share > 1 ? 'over' : 'near';
}

/** Such as `4 % of 262.1 MB`. */
export function describeShare({ share, limit }: Usage): string {
  return share === undefined ? '' : `${percent(share)} of ${limit}`;
}

function usagesOf({ sizeBytes, initMs, memoryBytes, slowestMs, limits, target: { budget } }: FunctionResult): Pick<Row, 'size' | 'init' | 'memory' | 'time'> {
  const sizeLimit = Math.min(budget?.sizeMb === undefined ? SIZE_LIMIT : budget.sizeMb * 1e6, SIZE_LIMIT);
  return {
    size: usage(sizeBytes, bytes, sizeLimit, `${bytes(sizeLimit)}${sizeLimit < SIZE_LIMIT ? ' budget' : ''}`),
    init: usage(initMs, duration, budget?.initMs, budget?.initMs === undefined ? undefined : `${duration(budget.initMs)} budget`),
    // Lambda counts memory in units of 1024.
    memory: usage(memoryBytes, (value) => `${(value / MEBIBYTE).toFixed(0)} MB`, limits && limits.memoryMb * MEBIBYTE, limits && `${limits.memoryMb} MB`),
    time: usage(slowestMs, duration, limits && limits.timeoutSeconds * 1000, limits && `${limits.timeoutSeconds} s`),
  };
}

function usage(value: number | undefined, unit: Unit, limit: number | undefined, limitText: string | undefined): Usage | undefined {
  if (value === undefined) return undefined;
  return { value: unit(value), ...(limit !== undefined && { share: value / limit, limit: limitText }) };
}

function changeOf(value: number | undefined, entry: Measurement | undefined, before: number | undefined, unit: Unit): Change | undefined {
  if (value === undefined) return undefined;
  if (!entry) return { text: 'new', difference: value, isNew: true };
  return before === undefined ? undefined : { text: signed(value - before, unit), difference: value - before, isNew: false };
}
