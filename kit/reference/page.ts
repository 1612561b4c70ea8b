/** The command that makes the pages. */
export const COMMAND = 'npx projen docs:kit';

/** A page that says where it is from. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  return [`# ${title}`, `<!-- Made from ${source} by: ${COMMAND} -->`, ...parts].join('\n\n') + '\n';
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
