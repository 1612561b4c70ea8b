import type { BundleInputs } from './inputs';
import { normaliseName } from '../../python/requirements';

type InputName = keyof BundleInputs;

/** An input of a key that is not what it was. */
export interface InputChange {
  readonly input: InputName;
  /** In words: what it was and what it is, or which parts of it. */
  readonly what: string;
}

/** What is known of a path that its hash does not tell. */
export interface FileFacts {
  /** The rule of the options that leaves the file out, which is there. */
  excludedBy(path: string): string | undefined;
  /** The hash that it would have as it is, but for whether it can be executed. */
  hashInOtherMode(path: string): string | undefined;
}

type Hashes = Readonly<Record<string, string>>;

/** One row an input: how its change is told, one line each. */
const TOLD: { readonly [Name in InputName]: (before: BundleInputs[Name], after: BundleInputs[Name], facts: FileFacts) => string[] } = {
  schema: () => ['the kit makes bundles in another way'],
  mode: (before, after) => [`mode: ${before} → ${after}`],
  builder: (before, after) => [`builder: ${before} → ${after}`],
  python: (before, after) => [`Python: ${before} → ${after}`],
  architecture: (before, after) => [`architecture: ${before} → ${after}`],
  platform: (before, after) => [`platform: ${before} → ${after}`],
  image: (before, after) => [`image: ${before || 'none'} → ${after || 'none'}`],
  runtimeImage: (before, after) => [`runtime image: ${before || 'none'} → ${after || 'none'}`],
  requirements: (before, after) => [`requirements: ${requirementChanges(before, after).join(', ')}`],
  packages: (before, after) => [`packages of the checkout: ${fileChanges(before, after).join(', ')}`],
  files: (before, after, facts) => [`files: ${fileChanges(before, after, facts).join(', ')}`],
  options: (before, after) => (Object.keys({ ...before, ...after }) as (keyof BundleInputs['options'])[])
    .filter((name) => before[name] !== after[name])
    .map((name) => `option ${name}: ${before[name] || 'none'} → ${after[name] || 'none'}`),
};

/** Which inputs differ. Two bundles have the same key only if none does. */
export function changesBetween(before: BundleInputs, after: BundleInputs, facts: FileFacts): InputChange[] {
  return (Object.keys(TOLD) as InputName[]).flatMap((input) => told(input, before, after, facts));
}

function told<Name extends InputName>(input: Name, before: BundleInputs, after: BundleInputs, facts: FileFacts): InputChange[] {
  // A kit with another schema may have known less.
  if (before[input] === undefined || JSON.stringify(before[input]) === JSON.stringify(after[input])) return [];
  return TOLD[input](before[input], after[input], facts).map((what) => ({ input, what }));
}

/** By package: a line that went and one that came are a change of its version or its marker. */
function requirementChanges(before: Hashes, after: Hashes): string[] {
  const gone = Object.keys(before).filter((text) => !Object.hasOwn(after, text));
  const come = Object.keys(after).filter((text) => !Object.hasOwn(before, text));
  const rehashed = Object.keys(after).filter((text) => Object.hasOwn(before, text) && before[text] !== after[text]);
  const names = [...new Set([...gone, ...come].map(packageOf))].sort();
  const of = (texts: readonly string[], name: string) => texts.filter((text) => packageOf(text) === name).join(' and ');
  return [
    ...names.map((name) => {
      const [was, is] = [of(gone, name), of(come, name)];
      if (was && is) return `${was} → ${is}`;
      return was ? `${was} removed` : `${is} added`;
    }),
    ...rehashed.map((text) => `${text} with other hashes`),
  ];
}

function fileChanges(before: Hashes, after: Hashes, facts?: FileFacts): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((path) => {
    if (!Object.hasOwn(before, path)) return [`${path} added`];
    if (!Object.hasOwn(after, path)) {
      const rule = facts?.excludedBy(path);
      return [rule ? `${path} excluded by ${rule}` : `${path} removed`];
    }
    if (before[path] === after[path]) return [];
    return [before[path] === facts?.hashInOtherMode(path) ? `${path} mode changed` : `${path} changed`];
  });
}

/** Of an address without a name, the address itself. */
function packageOf(text: string): string {
  return normaliseName(/^[\w.-]+(?=\s*(?:[[@=<>!~;]|$))/.exec(text)?.[0] ?? text);
}
