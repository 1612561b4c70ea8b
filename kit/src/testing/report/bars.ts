import type { EChartsOption } from 'echarts';
import { type Frame, oneLine } from './chart';
import { duration, shortened } from './format';
import { light } from './theme';

/** One line of a chart of times, with what is written beside it. */
interface Line {
  readonly name: string;
  readonly remark: string;
}

interface Content {
  readonly legend: readonly string[];
  readonly series: EChartsOption['series'];
}

const ROW = { wide: 24, narrow: 38 };
const NAME_LENGTH = 48;
const LEGEND = { wide: 34, narrow: 56 };
const AXIS = 30;

export function barsHeight(lines: number, { narrow, top }: Frame): number {
  return top + (narrow ? LEGEND.narrow + lines * ROW.narrow : LEGEND.wide + lines * ROW.wide) + AXIS;
}

/** A chart of lying bars over milliseconds, one line each: names left of them, or above them on narrow screens. */
export function bars(lines: readonly Line[], frame: Frame, { legend, series }: Content): EChartsOption {
  const { narrow, top, side } = frame;
  const text = { color: light('text'), fontSize: 12 };
  return {
    legend: {
      top, left: side, padding: [4, 0], ...(narrow && { width: 290 }), itemWidth: 14, itemHeight: 10, itemGap: narrow ? 14 : 24,
      backgroundColor: light('ground'), borderColor: light('ground'), selectedMode: false, textStyle: text, data: [...legend],
    },
    grid: narrow
      ? { left: 2, right: 20, top: top + LEGEND.narrow, bottom: AXIS }
      : {
        left: side + roomFor(lines.map(({ name }) => name), NAME_LENGTH), right: side + roomFor(lines.map(({ remark }) => remark), 40),
        top: top + LEGEND.wide, bottom: AXIS,
      },
    xAxis: {
      type: 'value', min: 0, splitNumber: narrow ? 3 : 6,
      axisLabel: { color: light('muted'), formatter: duration, hideOverlap: true },
      splitLine: { lineStyle: { color: light('line') } },
    },
    yAxis: {
      type: 'category', inverse: true, data: lines.map((_, i) => i),
      axisTick: { show: false }, axisLine: { lineStyle: { color: light('muted') } }, z: 10,
      axisLabel: {
        ...text, interval: 0, formatter: (_: string, i: number) => nameOf(lines[i], narrow),
        ...(narrow && { inside: true, verticalAlign: 'bottom', padding: [0, 0, 5, -4], fontSize: 11 }),
      },
    },
    series: [
      ...[series].flat().filter((one) => one !== undefined),
      ...(narrow ? [] : [remarks(lines)]),
    ],
  };
}

/** How thick bars are, below their names on narrow screens. */
export function thickness({ narrow }: Frame): { barWidth: number } {
  return { barWidth: narrow ? 8 : 13 };
}

/** Pixels for the longest of these texts, of which only so many characters are written. */
function roomFor(texts: readonly string[], characters: number): number {
  return 24 + 7 * Math.min(characters, Math.max(...texts.map((text) => oneLine(text).length)));
}

function nameOf({ name, remark }: Line, narrow: boolean): string {
  return narrow ? `${shortened(oneLine(name), 44 - Math.min(remark.length, 22))}: ${remark}` : shortened(oneLine(name), NAME_LENGTH);
}

/** Text at the end of the last bar of each line. */
function remarks(lines: readonly Line[]) {
  return {
    type: 'bar' as const, stack: 'all', silent: true, z: 6, barWidth: 13, data: lines.map(() => 0), itemStyle: { color: 'transparent' },
    label: {
      show: true, position: 'right' as const, color: light('text'), fontSize: 12, textBorderWidth: 0,
      backgroundColor: light('ground'), // marks pass behind it
      formatter: ({ dataIndex }: { dataIndex: number }) => lines[dataIndex].remark,
    },
  };
}
