import { bars, barsHeight, thickness } from './bars';
import type { Frame, Picture } from './chart';
import { counted, duration, sum } from './format';
import { type Colour, light } from './theme';
import type { SuiteResult } from '../result';
import type { Phase } from '../timeline';

/** Kinds of work, by the first word after the functions' names in a phase's title. */
const STEPS: Readonly<Record<string, Colour>> = {
  packages: 'bar-orange',
  bundle: 'bar-blue',
  import: 'bar-purple',
  run: 'bar-green',
  synth: 'bar-pink',
};
const OTHER = 'other';
const LINES = { wide: 40, narrow: 24 };

/** What the run spent its time on, one line under the other; nothing if nothing was measured. */
export function phasePicture({ phases }: SuiteResult): Picture | undefined {
  if (phases.length === 0) return undefined;
  const began = Math.min(...phases.map(({ startMs }) => startMs));
  return {
    name: 'time',
    title: 'Time by phase',
    draw: (frame) => {
      const shown = longest(phases, frame.narrow ? LINES.narrow : LINES.wide);
      const steps = [...new Set(shown.map((phase) => stepOf(phase)))];
      const lines = shown.map(({ title, startMs, endMs }) => ({ name: shortTitle(title), remark: duration(endMs - startMs) }));
      return {
        height: barsHeight(shown.length, frame),
        note: noteOf(phases, shown),
        option: bars(lines, frame, {
          legend: steps,
          series: [
            { ...line(frame), silent: true, data: shown.map(({ startMs }) => startMs - began), itemStyle: { color: 'transparent' } },
            ...steps.map((name) => ({
              ...line(frame), name, itemStyle: { color: light(STEPS[name] ?? 'bar-grey') },
              data: shown.map((phase) => (stepOf(phase) === name ? phase.endMs - phase.startMs : 0)),
            })),
          ],
        }),
      };
    },
  };
}

/** How long the whole run took. */
export function runTime({ phases }: SuiteResult): number | undefined {
  if (phases.length === 0) return undefined;
  return Math.max(...phases.map(({ endMs }) => endMs)) - Math.min(...phases.map(({ startMs }) => startMs));
}

function line(frame: Frame) {
  return { type: 'bar' as const, stack: 'all', silent: true, barMinHeight: 0, ...thickness(frame) };
}

function longest(phases: readonly Phase[], count: number): Phase[] {
  return phases.map((phase, i) => ({ phase, i }))
    .sort((a, b) => (b.phase.endMs - b.phase.startMs) - (a.phase.endMs - a.phase.startMs) || a.i - b.i)
    .slice(0, count)
    .sort((a, b) => a.phase.startMs - b.phase.startMs || a.i - b.i)
    .map(({ phase }) => phase);
}

function noteOf(all: readonly Phase[], shown: readonly Phase[]): string {
  const whole = `${duration(Math.max(...all.map(({ endMs }) => endMs)) - Math.min(...all.map(({ startMs }) => startMs)))} from the first phase to the last`;
  if (shown.length === all.length) return `${counted(all.length, 'phase')}, ${whole}.`;
  const took = (phases: readonly Phase[]) => sum(phases.map(({ startMs, endMs }) => endMs - startMs));
  return `The ${shown.length} longest of ${all.length} phases; the ${all.length - shown.length} others took ${duration(took(all) - took(shown))} together. ${whole}.`;
}

/** Without where and for what it was done. */
function shortTitle(title: string): string {
  return /^.*?: \w+/.exec(title)?.[0] ?? title;
}

function stepOf({ title }: Phase): string {
  const word = /: (\w+)/.exec(title)?.[1] ?? '';
  return Object.hasOwn(STEPS, word) ? word : OTHER;
}
