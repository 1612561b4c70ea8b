/** Every colour of page and pictures: on a light and on a dark ground. The light ones differ, as pictures are recoloured by them. */
export const COLOURS = {
  'ground': ['#ffffff', '#0f141a'],
  'panel': ['#f6f8fa', '#182029'],
  'text': ['#1f2328', '#e6edf3'],
  'muted': ['#57606a', '#a3adb8'],
  'line': ['#d0d7de', '#36404b'],
  'good': ['#116329', '#5fd38d'],
  'bad': ['#b4232c', '#ff9a94'],
  'warn': ['#7d4e00', '#f0b849'],
  'link': ['#0550ae', '#80bdff'],
  'bar-blue': ['#2f6fbb', '#5a9be6'],
  'bar-purple': ['#8055c4', '#a98be0'],
  'bar-orange': ['#b8620f', '#e39447'],
  'bar-green': ['#2b8547', '#52b374'],
  'bar-pink': ['#bc3f7d', '#e379ae'],
  'bar-grey': ['#6e7681', '#8d97a3'],
  'tile-own': ['#bcdcff', '#1c4a80'],
  'tile-1': ['#ffd9ad', '#744210'],
  'tile-2': ['#bfe8cd', '#1f5a39'],
  'tile-3': ['#f6cbe6', '#752f5b'],
  'tile-4': ['#d9ccff', '#493a8a'],
  'tile-5': ['#a9e7ee', '#0f5a66'],
  'tile-6': ['#fbe89a', '#615110'],
  'tile-7': ['#ffcfca', '#7d3030'],
  'tile-other': ['#dfe3e8', '#38414b'],
} as const satisfies Record<string, readonly [onLight: string, onDark: string]>;

export type Colour = keyof typeof COLOURS;

/** Without quotes, which echarts writes into attributes as they are. */
export const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Open Sans, Helvetica Neue, Arial, sans-serif';

const BY_LIGHT = new Map(Object.entries(COLOURS).map(([name, [onLight]]) => [onLight as string, name]));

/** A colour as pictures are drawn with it. */
export function light(colour: Colour): string {
  return COLOURS[colour][0];
}

/** The colours as CSS custom properties. Paper is light. */
export function palette(): string {
  const declarations = (ground: 0 | 1) => Object.entries(COLOURS).map(([name, pair]) => `--${name}:${pair[ground]}`).join(';');
  return `:root{color-scheme:light dark;${declarations(0)}}\n@media screen and (prefers-color-scheme:dark){:root{${declarations(1)}}}`;
}

/** A picture whose colours are the page's, and change with it. */
export function recoloured(svg: string): string {
  return svg.replace(/(fill|stroke)="(#[0-9a-f]{6})"/g, (whole, attribute: string, colour: string) =>
    (BY_LIGHT.has(colour) ? `${attribute}="var(--${BY_LIGHT.get(colour)})"` : whole));
}
