import { type DocumentedOption, documentedOptions } from './options';
import { page, table } from './page';

const INTRODUCTION = `Values of \`new PythonLambdaApp({ … })\` in \`.projenrc.ts\`. Run \`npx projen\` after a change and commit both. Bad values are listed all at once, each with its path. An editor shows the same sentences.

\`<name>\` stands for the name of a function, \`[]\` for each item of a list.`;

/** One table for the options at the top, then one for each group of options. */
export function optionsPage(): string {
  const options = documentedOptions();
  const groups = [...new Set(options.map(groupOf))];
  return page('Options', 'src/config/options.ts', INTRODUCTION, ...groups.flatMap((group) => [
    ...(group ? [`## \`${group}\``] : []),
    table(['option', 'values', 'default', 'what it is'], options.filter((option) => groupOf(option) === group).map(row)),
  ]));
}

function groupOf({ path }: DocumentedOption): string {
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

function row({ path, values, sentence, required, isGroup, ...option }: DocumentedOption): string[] {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return [`\`${name}\``, values, required ? 'required' : defaultOf(option.default, isGroup), sentence];
}

/** A default that starts with a dash is told in words. */
function defaultOf(text: string | undefined, isGroup: boolean): string {
  if (text === undefined) throw new Error('an option that is not required has no @default');
  if (isGroup && text === '- see each option') return 'below';
  return text.startsWith('- ') ? text.slice(2) : `\`${text}\``;
}
