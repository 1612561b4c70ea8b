import type { Picture } from './chart';
import { bytes, counted, duration, sum } from './format';
import { type Report, shortCommit } from './report';
import { light } from './theme';
import type { HistoryEntry, Measurement } from '../history/entry';

/** What all functions of this run had together on one commit. */
interface Point {
  readonly commit: string;
  readonly sizeBytes: number;
  readonly bundleMs?: number;
}

const COMMITS = { wide: 60, narrow: 20 };

/** How size and bundling time changed over commits; nothing before there are two of them. */
export function historyPicture(report: Report): Picture | undefined {
  const points = pointsOf(report);
  if (points.length < 2) return undefined;
  return {
    name: 'history',
    title: 'Size and bundling time by commit',
    draw: ({ narrow, top, side }) => {
      const shown = points.slice(narrow ? -COMMITS.narrow : -COMMITS.wide);
      const panels = [{ top: top + 30, height: 130 }, { top: top + 220, height: 130 }];
      const sides = narrow ? { left: 58, right: 14 } : { left: side + 64, right: side + 24 };
      const label = { color: light('muted'), hideOverlap: true, fontSize: 11 };
      const unit = { type: 'value' as const, splitNumber: 3, nameTextStyle: { color: light('text'), align: 'left' as const, padding: [0, 0, 0, narrow ? -54 : -62] }, splitLine: { lineStyle: { color: light('line') } } };
      const line = { type: 'line' as const, silent: true, symbol: 'circle', symbolSize: 6, connectNulls: true };
      return {
        height: top + 390,
        note: `The last ${counted(shown.length, 'commit')}, for the functions of this run. The size's axis need not begin at zero; a bundle that was there already has no time.`,
        option: {
          grid: panels.map((panel) => ({ ...sides, ...panel })),
          xAxis: panels.map((_, i) => ({
            type: 'category', gridIndex: i, data: shown.map(({ commit }) => commit), axisLabel: label, axisLine: { lineStyle: { color: light('muted') } },
          })),
          yAxis: [
            { ...unit, gridIndex: 0, name: 'size', scale: true, axisLabel: { ...label, formatter: bytes } },
            { ...unit, gridIndex: 1, name: 'bundling time', min: 0, axisLabel: { ...label, formatter: duration } },
          ],
          series: [
            { ...line, xAxisIndex: 0, yAxisIndex: 0, itemStyle: { color: light('bar-blue') }, lineStyle: { color: light('bar-blue') }, data: shown.map(({ sizeBytes }) => sizeBytes) },
            { ...line, xAxisIndex: 1, yAxisIndex: 1, itemStyle: { color: light('bar-orange') }, lineStyle: { color: light('bar-orange') }, data: shown.map(({ bundleMs }) => bundleMs ?? '-') },
          ],
        },
      };
    },
  };
}

/** Runs in the same place only, and functions of this run only: others do not compare. */
function pointsOf({ result, commit, history = [] }: Report): Point[] {
  const names = result.functions.map((fn) => fn.function);
  const before = history.filter((entry) => entry.runtime === result.runtime && entry.commit !== commit);
  if (before.length === 0) return [];
  return [
    ...before.map((entry) => pointOf(shortCommit(entry.commit), measurements(entry, names))),
    pointOf(commit ? shortCommit(commit) : 'this run', result.functions),
  ];
}

function measurements({ functions }: HistoryEntry, names: readonly string[]): Measurement[] {
  return names.filter((name) => Object.hasOwn(functions, name)).map((name) => functions[name]);
}

function pointOf(commit: string, measured: readonly Measurement[]): Point {
  const times = measured.flatMap(({ bundleMs }) => bundleMs ?? []);
  return { commit, sizeBytes: sum(measured.map(({ sizeBytes }) => sizeBytes)), ...(times.length > 0 && { bundleMs: sum(times) }) };
}
