import { decoded } from '../kernel/address';
import { ExitCode, Failure } from '../kernel/failure';
import { redact } from '../kernel/redaction';

/** One requirement, or the options of one line, joined from the lines that it is written on. */
export interface RequirementLine {
  readonly text: string;
  /** For messages: the file and the number of the first line. */
  readonly where: string;
}

/** A package of this checkout, as a line names it. */
export interface LocalRequirement {
  /** Folder of the package. */
  readonly path: string;
  readonly extras: readonly string[];
  readonly marker?: string;
}

export type LineKind = 'option' | 'registry' | 'direct' | 'local';

/** The lines of a requirements file that say something. A bundle holds packages, so an editable one is a package. */
export function readLines(path: string, content: string): RequirementLine[] {
  const lines: RequirementLine[] = [];
  let open: RequirementLine | undefined;
  for (const [i, raw] of content.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    const text = raw.replace(/(^|\s)#.*$/, ''); // a comment does not continue on the next line
    const continued = /\\$/.test(text);
    open = { text: `${open?.text ?? ''} ${text.replace(/\\$/, '')}`, where: open?.where ?? `${path}:${i + 1}` };
    if (continued) continue;
    lines.push(open);
    open = undefined;
  }
  return [...lines, ...(open ? [open] : [])]
    .map(({ text, where }) => ({ where, text: withoutEditable(text.replace(/\s+/g, ' ').trim()) }))
    .filter(({ text }) => text);
}

export function kindOf({ text, where }: RequirementLine): LineKind {
  if (text.startsWith('-')) return 'option';
  const named = /^[\w.-]+ ?(?:\[[^\]]*\])? ?@ ?(.+)$/.exec(text)?.[1];
  const place = named ?? text;
  if (place.startsWith('${')) {
    throw new Failure(`${text} says by a variable what is required, and the same text can be another package tomorrow`, {
      code: ExitCode.BAD_INPUT, where, fix: 'write the address itself; a variable may stand for the credentials in it',
    });
  }
  if (/^git\+|^[a-z][a-z0-9+.-]*:\/\//i.test(place) && !/^file:/i.test(place)) return 'direct';
  return named !== undefined || /^file:|^\.{1,2}(?:[[;#\s]|$)|^[^\s;#[]*\//i.test(place) ? 'local' : 'registry';
}

/** `./libs/money[pdf] ; python_version > "3"`, `money @ file:../money`. */
export function parseLocal({ text, where }: RequirementLine): LocalRequirement {
  const [, name = '', marker] = /^([^;]*?) ?(?:; ?(.*))?$/.exec(text) ?? [];
  const [, extrasOfName, place] = /^(?:[\w.-]+ ?(?:\[([^\]]*)\])? ?@ ?)?(.*)$/.exec(name) ?? [];
  const [, address, extrasOfPlace, fragment = ''] = /^([^[#]*)(?:\[([^\]]*)\])?(?:#(.*))?$/.exec(place) ?? [];
  const folder = address?.startsWith('file:') ? decoded(address.replace(/^file:(\/\/(localhost)?)?/, '')) : address;
  if (!folder || / --?\w/.test(place)) throw notUnderstood(text, where, 'name the folder alone: ../../libs/money');
  if (folder.startsWith('/')) throw notUnderstood(text, where, 'write the folder relative to this file: ../../libs/money');
  const subdirectory = /(?:^|&)subdirectory=([^&]+)/.exec(fragment)?.[1];
  const extrasOfEgg = /(?:^|&)egg=[\w.-]+\[([^\]]*)\]/.exec(fragment)?.[1];
  const extras = (extrasOfName ?? extrasOfPlace ?? extrasOfEgg ?? '').split(',').map((extra) => extra.trim()).filter(Boolean).sort();
  return { path: subdirectory ? `${folder}/${subdirectory}` : folder, extras, ...(marker && { marker }) };
}

/** `-e X`, `-eX`, `--editable=X`. */
function withoutEditable(text: string): string {
  return text.replace(/^(?:-e ?|--editable[ =])(?=[^\s=-])/, '');
}

export function notUnderstood(text: string, where: string, fix: string): Failure {
  return new Failure(`${redact(text)} means nothing to a bundle, so it would be left out`, { code: ExitCode.BAD_INPUT, where, fix });
}
