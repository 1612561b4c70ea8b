import pc from 'picocolors';
import { type Entry, type PlanSource, type Section, planDocument } from './document';

const WIDTH = 80;

/** For a terminal or a job's log. */
export function text(source: PlanSource, colour: boolean): string {
  const { bold, dim, red, green } = pc.createColors(colour);
  const { title, facts, verdict, sections, next } = planDocument(source);
  const section = ({ title: name, loud, groups }: Section) => [
    loud ? red(bold(`!! ${name.toUpperCase()}`)) : bold(name),
    ...groups.flatMap(({ stack, entries }) => [`  ${dim(stack)}`, ...entries.flatMap((entry) => lines(entry, widest(entries)))]),
    '',
  ];
  return [
    bold(title), ...facts.map((fact) => `  ${fact}`), '',
    ...(verdict.length > 0 ? verdict.map(({ text: words, loud }) => (loud ? red(`  !! ${words}`) : `     ${words}`)) : ['     nothing to change']), '',
    ...sections.flatMap(section),
    ...next.flatMap(({ text: words, command }) => [words, ...(command ? [green(`  ${command}`)] : [])]),
  ].join('\n');
}

function widest(entries: readonly Entry[]): number {
  return Math.max(...entries.map(({ label }) => label.length));
}

function lines({ label, subject, details }: Entry, width: number): string[] {
  const indent = ' '.repeat(width + 6);
  return [
    ...wrapped(`    ${label.padEnd(width)}  ${subject}`, indent),
    ...details.flatMap((detail) => wrapped(`${indent}${detail}`, `${indent}  `)),
  ];
}

/** Breaks a line at its spaces; a word that is longer than a line is left whole, as it may be copied. */
function wrapped(line: string, indent: string): string[] {
  const broken: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const at = rest.lastIndexOf(' ', WIDTH);
    const place = at > indent.length ? at : rest.indexOf(' ', WIDTH);
    if (place < 0) break;
    broken.push(rest.slice(0, place).trimEnd());
    rest = `${indent}${rest.slice(place).trimStart()}`;
  }
  return [...broken, rest];
}
