import { type Entry, type PlanSource, type Section, planDocument } from './document';

/** One file for a comment in a merge request, or to read in GitLab's artifacts. */
export function markdown(source: PlanSource): string {
  const { title, facts, verdict, sections, next } = planDocument(source);
  return [
    `## ${title}`, '',
    facts.map(code).join(' · '), '',
    ...(verdict.length > 0 ? verdict.map(({ text, loud }) => `- ${loud ? `**⚠ ${escaped(text)}**` : escaped(text)}`) : ['- nothing to change']), '',
    ...sections.flatMap(sectionLines),
    ...next.flatMap(({ text, command }) => [escaped(text), '', ...(command ? ['```', command, '```', ''] : [])]),
  ].join('\n');
}

function sectionLines({ title, loud, groups }: Section): string[] {
  return [
    `### ${loud ? '⚠ ' : ''}${title}`, '',
    ...groups.flatMap(({ stack, entries }) => [`**${escaped(stack)}**`, '', ...entries.flatMap(entryLines), '']),
  ];
}

function entryLines({ label, subject, details }: Entry): string[] {
  return [`- **${escaped(label)}** ${code(subject)}`, ...details.map((detail) => `  - ${code(detail)}`)];
}

/** What comes from a template may hold anything, and must not become Markdown. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const fence = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return fence.length > 1 ? `${fence} ${line} ${fence}` : `\`${line}\``;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');
}
