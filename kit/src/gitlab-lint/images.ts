import type { Job, Variables } from './pipeline';
import { type Mapping, isMapping, list, mapping, own, strings, text } from './values';

/** A container image's name in its parts. Variables that the file does not set stay in it. */
export interface ImageName {
  readonly written: string;
  /** Without tag and digest. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  /** A part of it is a variable that only the pipeline knows. */
  readonly open: boolean;
}

export interface Service {
  readonly index: number;
  readonly image: ImageName;
  readonly aliases: readonly string[];
  /** What starts it, its entrypoint included. */
  readonly command: readonly string[];
  readonly variables: Variables;
}

const VARIABLE = /\$\{(\w+)\}|\$(\w+)/g;
const LONGEST = 2000;
const DEEPEST = 5; // variables that name variables

/** The image that a job runs in. */
export function imageOf({ content, variables }: Job): ImageName | undefined {
  const name = nameOf(content.image);
  return name === undefined ? undefined : imageName(name, variables);
}

export function servicesOf({ content, variables }: Job): Service[] {
  return list(content.services).flatMap((service, index) => {
    const name = nameOf(service);
    if (name === undefined) return [];
    const options = isMapping(service) ? service : {};
    return [{
      index,
      image: imageName(name, variables),
      aliases: (text(options.alias) ?? '').split(/[\s,]+/).filter(Boolean),
      command: [...strings(options.entrypoint), ...strings(options.command)],
      variables: textsOf(options.variables),
    }];
  });
}

function imageName(written: string, variables: Variables): ImageName {
  const full = expand(written, variables);
  const [name, digest] = full.split('@');
  // The last colon starts the tag, unless a slash follows: then it is a registry's port.
  const [, repository, tag] = /^(.*?)(?::([^/:]*))?$/s.exec(name) ?? [];
  return { written, repository: repository ?? name, tag, digest, open: full.includes('$') };
}

/** A text with the variables of the file in their places. */
export function expand(value: string, variables: Variables, depth = 0): string {
  if (depth > DEEPEST || value.length > LONGEST) return value;
  const expanded = value.replace(VARIABLE, (found, braced?: string, bare?: string) => short(text(own(variables, braced ?? bare ?? ''))) ?? found);
  return expanded === value ? value : expand(expanded, variables, depth + 1);
}

/** Values that stand for each other many times must not fill the memory. */
function short(value: string | undefined): string | undefined {
  return value !== undefined && value.length <= LONGEST ? value : undefined;
}

/** Names by which a job reaches a service: two that GitLab makes of the image's name, and its aliases. */
export function hostsOf({ aliases, image }: Service): string[] {
  return [image.repository.replaceAll('/', '__'), image.repository.replaceAll('/', '-'), ...aliases];
}

function nameOf(value: unknown): string | undefined {
  return text(isMapping(value) ? value.name : value);
}

function textsOf(value: unknown): Variables {
  const entries = Object.entries(mapping(value) satisfies Mapping);
  return Object.fromEntries(entries.map(([name, item]) => [name, text(isMapping(item) ? item.value : item) ?? '']));
}
