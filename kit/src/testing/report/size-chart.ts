import type { Frame, Picture } from './chart';
import { oneLine } from './chart';
import { bytes, counted, shortened, sum } from './format';
import { type Colour, light } from './theme';
import type { PackageSize } from '../../bundling/verification';
import type { FunctionResult } from '../function-test';
import type { SuiteResult } from '../result';

/** What files that belong to no package are called. */
export const OWN_FILES = 'its own files';
const UNKNOWN = 'packages not known';

const TILES: readonly Colour[] = ['tile-1', 'tile-2', 'tile-3', 'tile-4', 'tile-5', 'tile-6', 'tile-7'];
const FUNCTIONS = { wide: 36, narrow: 10 };
const PACKAGES = 12;
/** In square pixels; no text can be read in smaller tiles. */
const LEGIBLE = 2400;

/** Functions and their packages by area; nothing if no function could be bundled. */
export function sizePicture({ functions }: SuiteResult): Picture | undefined {
  const bundled = functions.filter((fn) => fn.sizeBytes).sort((a, b) => b.sizeBytes! - a.sizeBytes!);
  if (bundled.length === 0) return undefined;
  const colours = packageColours(bundled);
  return {
    name: 'size',
    title: 'Size by function and package',
    draw: (frame) => {
      const shown = bundled.slice(0, frame.narrow ? FUNCTIONS.narrow : FUNCTIONS.wide);
      const height = heightOf(shown.length, frame.narrow);
      const pixelsPerByte = (frame.width - 2 * frame.side) * height / sum(shown.map(({ sizeBytes }) => sizeBytes));
      return {
        height: frame.top + height + frame.side,
        note: noteOf(bundled, shown),
        option: { series: [{ ...treemap(frame), data: shown.map((fn) => functionTile(fn, colours, { frame, pixelsPerByte })) }] },
      };
    },
  };
}

/** Every package with its size; a function whose packages are not known has one part. */
export function partsOf({ packages, sizeBytes = 0 }: FunctionResult): readonly PackageSize[] {
  return packages.length > 0 ? packages : [{ name: UNKNOWN, version: '', sizeBytes }];
}

function heightOf(count: number, narrow: boolean): number {
  return narrow ? Math.min(200 + 60 * count, 720) : Math.min(280 + 24 * count, 860);
}

function noteOf(all: readonly FunctionResult[], shown: readonly FunctionResult[]): string {
  const total = bytes(sum(all.map(({ sizeBytes }) => sizeBytes)));
  const colour = 'The larger packages have the same colour everywhere.';
  if (shown.length === all.length) return `${counted(all.length, 'function')}, ${total} together, unzipped. ${colour}`;
  const part = bytes(sum(shown.map(({ sizeBytes }) => sizeBytes)));
  return `The ${shown.length} largest of ${all.length} functions: ${part} of ${total}, unzipped. ${colour}`;
}

function treemap({ top, side, narrow }: Frame) {
  const edge = light('ground');
  return {
    type: 'treemap' as const,
    silent: true, roam: false as const, nodeClick: false as const, breadcrumb: { show: false }, emphasis: { disabled: true },
    left: side, right: side, top, bottom: side,
    label: { color: light('text'), textBorderWidth: 0, fontSize: 11, lineHeight: 14, padding: [0, 3], overflow: 'truncate' as const },
    upperLabel: {
      show: true, height: 22, color: light('text'), textBorderWidth: 0, fontSize: narrow ? 11 : 12, fontWeight: 600 as const, padding: [0, narrow ? 2 : 5],
      overflow: 'truncate' as const,
    },
    levels: [
      { itemStyle: { borderWidth: 0, gapWidth: 4, borderColor: edge, color: edge }, upperLabel: { show: false } },
      { itemStyle: { borderWidth: 1, gapWidth: 1, borderColor: light('line'), color: light('panel') } },
      { itemStyle: { borderWidth: 0, gapWidth: 1, borderColor: edge } },
    ],
  };
}

interface Scale {
  readonly frame: Frame;
  readonly pixelsPerByte: number;
}

function functionTile(fn: FunctionResult, colours: ReadonlyMap<string, Colour>, scale: Scale) {
  const parts = partsOf(fn);
  const large = parts.slice(0, parts.length > PACKAGES ? PACKAGES - 1 : PACKAGES);
  const small = parts.slice(large.length);
  const tiles = large.map(({ name, version, sizeBytes }) =>
    tile(name ? `${name} ${version}` : OWN_FILES, sizeBytes, colours.get(name) ?? 'tile-other', scale));
  if (small.length > 0) tiles.push(tile(`${small.length} smaller ones`, sum(small.map(({ sizeBytes }) => sizeBytes)), 'tile-other', scale));
  const name = oneLine(fn.function);
  return { name: scale.frame.narrow ? shortened(name, 16) : `${shortened(name, 60)}  ${bytes(fn.sizeBytes!)}`, children: tiles };
}

function tile(text: string, sizeBytes: number, colour: Colour, { pixelsPerByte }: Scale) {
  const show = sizeBytes * pixelsPerByte >= LEGIBLE;
  return { name: `${oneLine(text)}\n${bytes(sizeBytes)}`, value: sizeBytes, itemStyle: { color: light(colour) }, label: { show } };
}

/** The largest packages of all functions have a colour each, so that one is found in every function that has it. */
function packageColours(functions: readonly FunctionResult[]): ReadonlyMap<string, Colour> {
  const totals = new Map<string, number>();
  for (const { name, sizeBytes } of functions.flatMap((fn) => fn.packages)) if (name) totals.set(name, (totals.get(name) ?? 0) + sizeBytes);
  const largest = [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, TILES.length);
  return new Map<string, Colour>([['', 'tile-own'], ...largest.map(([name], i) => [name, TILES[i]] as const)]);
}
