import { COLOURS, type Colour, recoloured } from '../../../src/testing/report/theme';

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const NAMES = Object.keys(COLOURS) as Colour[];
const TEXTS = ['text', 'muted', 'good', 'bad', 'warn', 'link'] as const;

describe.each([['light', 0], ['dark', 1]] as const)('on a %s ground', (_, ground) => {
  test.each(TEXTS)('%s can be read', (text) => {
    for (const behind of ['ground', 'panel'] as const) expect(contrast(COLOURS[text][ground], COLOURS[behind][ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(NAMES.filter((name) => /^(tile-|line)/.test(name)))('text can be read on %s', (tile) => {
    expect(contrast(COLOURS.text[ground], COLOURS[tile][ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(NAMES.filter((name) => name.startsWith('bar-')))('%s can be seen', (bar) => {
    expect(contrast(COLOURS[bar][ground], COLOURS.ground[ground])).toBeGreaterThanOrEqual(3);
  });
});

test('no light colour stands for two, or a picture could not be recoloured', () => {
  expect(new Set(Object.values(COLOURS).map(([onLight]) => onLight)).size).toBe(NAMES.length);
});

test('only colours of this theme are replaced', () => {
  expect(recoloured('<a fill="#1f2328" stroke="#123456">fill=&quot;#1f2328&quot;</a>')).toBe('<a fill="var(--text)" stroke="#123456">fill=&quot;#1f2328&quot;</a>');
});
