import { page, table } from './page';
import { PENDING } from '../test/corpus/pending';
import { type Bundled, type Outcome, type Shape, isRefused } from '../test/corpus/shape';
import { SHAPES, THEMES } from '../test/corpus/shapes';

const INTRODUCTION = 'Folders of functions that people have, and what comes of each. `npx projen test:kit:corpus` makes every one of them and bundles it without Docker; of what is bundled, it reads '
  + 'the zip, and loads the handler as Lambda\'s own runtime client does; of what is refused, it does what the message tells to do, and bundles that. `npx projen test:kit:corpus-docker` does the same in '
  + 'Docker. Files are those of `lambda_src/`, and of the root where they begin with a slash; a function of which no files are told has its handler.py only.';

const NOT_YET = 'This is how it must be, and not yet how it is.';

/** Each shape of the corpus with its outcome: what the tests hold it against. */
export function corpusPage(): string {
  const themes = THEMES.flatMap(({ title, shapes }) => [`## ${title}`, table(['what is special', 'files', 'what comes of it'], shapes.map(row))]);
  return page('What becomes of a folder', 'the shapes in kit/test/corpus/', INTRODUCTION, `There are ${SHAPES.length}.`, ...themes);
}

function row(shape: Shape): string[] {
  const { name, files, links = {}, locked, outcome, inDocker } = shape;
  const listed = [...Object.keys(files).map(code), ...Object.entries(links).map(([path, target]) => `${code(path)} → ${code(target)}`)];
  return [
    `${name}${locked ? ', after `npx projen lock`' : ''}`,
    listed.join(', '),
    [told(outcome), ...(inDocker ? [`In Docker: ${told(inDocker)}`] : []), ...(PENDING.includes(name) ? [NOT_YET] : [])].join(' '),
  ];
}

function told(outcome: Outcome): string {
  if (!isRefused(outcome)) return bundled(outcome);
  const { code: exitCode, says, fix, fixed } = outcome;
  return `Refused with ${exitCode}: “…${says}…”${fix ? `; to do: “…${fix}…”` : ''}.${fixed ? ` Then: ${bundled(fixed.outcome)}` : ''}`;
}

function bundled(outcome: Bundled): string {
  return `${Object.entries(outcome).map(([name, { packages = [], files = [], handler }]) => {
    const parts = [...packages, ...files].map(code);
    return `${code(name)}${handler ? ` by ${code(handler)}` : ''}${parts.length > 0 ? ` with ${parts.join(', ')}` : ''}`;
  }).join('; ')}.`;
}

function code(text: string): string {
  return `\`${text}\``;
}
