import { type EChartsOption, init, setPlatformAPI } from 'echarts';
import { escapeHtml, plain } from './escape';
import { FONT, light } from './theme';

/** A chart of the report, for any frame. */
export interface Picture {
  readonly name: 'size' | 'time' | 'cold-starts' | 'history';
  readonly title: string;
  draw(frame: Frame): Drawing;
}

/** Where a chart is drawn. */
export interface Frame {
  readonly width: number;
  /** For telephones: names stand above their bars. */
  readonly narrow: boolean;
  /** What is kept free at the top and on both sides. */
  readonly top: number;
  readonly side: number;
}

interface Drawing {
  readonly height: number;
  readonly option: EChartsOption;
  /** What the picture leaves out, or how it is to be read. */
  readonly note: string;
}

interface Drawn {
  readonly svg: string;
  readonly note: string;
}

const WIDE: Frame = { width: 1080, narrow: false, top: 4, side: 0 };
const NARROW: Frame = { width: 350, narrow: true, top: 4, side: 0 };
const HEADED: Frame = { width: 1080, narrow: false, top: 84, side: 16 };

/** A picture of its own, for viewers of any colour: with a ground and a title. */
export function standalone(picture: Picture): string {
  const { note, height, option } = picture.draw(HEADED);
  const title: EChartsOption['title'] = {
    text: picture.title, subtext: note, left: HEADED.side, top: 14, itemGap: 8,
    textStyle: { color: light('text'), fontSize: 18, fontWeight: 600 },
    subtextStyle: { color: light('muted'), fontSize: 12, width: HEADED.width - 2 * HEADED.side, overflow: 'break', lineHeight: 16 },
  };
  return render(picture, HEADED, height, { ...option, title, backgroundColor: light('ground') });
}

/** A picture as part of the page, once for wide screens and once for narrow ones. */
export function drawn(picture: Picture): { wide: Drawn; narrow: Drawn } {
  const draw = (frame: Frame) => {
    const { note, height, option } = picture.draw(frame);
    return { note, svg: render(picture, frame, height, { ...option, backgroundColor: 'transparent' }) };
  };
  return { wide: draw(WIDE), narrow: draw(NARROW) };
}

/** Text of users in a chart, on one line. echarts escapes it, but leaves control characters in. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

// Nobody knows the reader's font: as wide as wide ones are, so that texts neither overlap nor leave their tiles.
setPlatformAPI({
  measureText: (text, font = '') => {
    const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
    return { width: [...text].reduce((width, character) => width + (character > '\u2E80' ? 1 : 0.6), 0) * size };
  },
});

function render({ name, title }: Picture, { width, narrow }: Frame, height: number, option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option });
    const id = narrow ? `${name}-narrow` : name;
    return chart.renderToSVGString()
      // Ids are counted through the whole process; hovering and what echarts keeps for its client are of no use here.
      .replace(/<style ?>.*?<\/style>/s, '')
      .replace(/ (?:ecmeta_[a-z_]+|class|xmlns:xlink|baseProfile)="[^"]*"/g, '')
      .replace(/(id="|url\(#)zr\d+-/g, `$1${id}-`)
      .replace(/^(<svg[^>]*)>/, `$1 role="img" aria-labelledby="${id}-title"><title id="${id}-title">${escapeHtml(title)}</title>`);
  } finally {
    chart.dispose(); // or its timer keeps the process
  }
}
