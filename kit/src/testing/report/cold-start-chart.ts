import { bars, barsHeight, thickness } from './bars';
import type { Frame, Picture } from './chart';
import { counted, duration } from './format';
import { light } from './theme';
import type { FunctionResult } from '../function-test';
import type { SuiteResult } from '../result';

const LINES = { wide: 40, narrow: 24 };
const INIT = 'INIT: until the handler is imported';
const FIRST = 'then to the first answer';
const BUDGET = 'budget of INIT';

/** How long functions take to start, the slowest first; nothing if none was started. */
export function coldStartPicture({ functions, runtime }: SuiteResult): Picture | undefined {
  const started = functions.filter(({ initMs }) => initMs !== undefined).sort((a, b) => b.initMs! - a.initMs!);
  if (started.length === 0) return undefined;
  return {
    name: 'cold-starts',
    title: `Cold starts ${runtime === 'docker' ? 'in Docker' : 'on this machine, without Docker'}`,
    draw: (frame) => {
      const shown = started.slice(0, frame.narrow ? LINES.narrow : LINES.wide);
      const budgets = shown.flatMap(({ target: { budget } }, i) => (budget?.initMs === undefined ? [] : [[budget.initMs, i]]));
      return {
        height: barsHeight(shown.length, frame),
        note: noteOf(functions.length, started.length, shown.length),
        option: bars(shown.map((fn) => ({ name: fn.function, remark: remarkOf(fn, frame) })), frame, {
          legend: [INIT, FIRST, ...(budgets.length > 0 ? [BUDGET] : [])].map((name) => (frame.narrow ? name.replace(/:.*/, '') : name)),
          series: seriesOf(shown, budgets, frame),
        }),
      };
    },
  };
}

function seriesOf(shown: readonly FunctionResult[], budgets: number[][], frame: Frame) {
  const bar = { type: 'bar' as const, stack: 'all', silent: true, ...thickness(frame) };
  return [
    { ...bar, name: frame.narrow ? INIT.replace(/:.*/, '') : INIT, itemStyle: { color: light('bar-blue') }, data: shown.map(({ initMs }) => initMs!) },
    { ...bar, name: FIRST, itemStyle: { color: light('bar-orange') }, data: shown.map(({ initMs, firstMs }) => Math.max(0, (firstMs ?? 0) - initMs!)) },
    {
      type: 'scatter' as const, name: BUDGET, silent: true, z: 5, data: budgets,
      symbol: 'rect', symbolSize: [3, frame.narrow ? 14 : 20], itemStyle: { color: light('bad') },
    },
  ];
}

function remarkOf({ initMs, firstMs, target: { budget } }: FunctionResult, { narrow }: Frame): string {
  const times = `${duration(initMs!)}${firstMs === undefined ? ', no answer' : `, answer ${duration(firstMs)}`}`;
  if (budget?.initMs === undefined || initMs! <= budget.initMs) return times;
  return narrow ? `${times}, over` : `${times}, over ${duration(budget.initMs)}`;
}

function noteOf(all: number, started: number, shown: number): string {
  const notStarted = started < all ? ` ${counted(all - started, 'function')} did not start.` : '';
  const which = shown < started ? `The ${shown} slowest of ${started} functions; ${started - shown} others are faster.` : 'The slowest first.';
  return `${which}${notStarted} Measured on this machine, not by Lambda.`;
}
