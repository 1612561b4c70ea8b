import { stripVTControlCharacters } from 'node:util';

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** Characters that HTML and XML have no way to show. */
const UNSHOWABLE = /[^\t\n\r\x20-\x7E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
/** Would turn the text around them, and so make it look like another one. */
const TURNING = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML in which everything that is put in is text, but for other HTML. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? text : `${written(parts[i - 1])}${text}`)).join(''));
}

/** Text of users without colour codes and control characters. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(UNSHOWABLE, '\uFFFD').replace(TURNING, '\uFFFD');
}

export function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** One line of text in which GitLab sees no markup, mention or reference. */
export function escapeMarkdown(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim().replace(/[\\`*_{}[\]<>#!|@~$%&^]/g, '\\$&');
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'string' || typeof part === 'number' ? escapeHtml(String(part)) : part.map(written).join('');
}
