import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { fits, holds } from '../../python/marker';
import { isRuntimePackage, normaliseName } from '../../python/requirements';
import type { Target } from '../../python/target';
import type { BundlePlan, DependencyPlan } from '../plan';

/** An installed layer of a bundle. */
export interface Layer {
  readonly plan: DependencyPlan;
  readonly directory: string;
}

interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly requires: readonly string[];
  readonly plan: DependencyPlan;
}

interface Need {
  readonly name: string;
  readonly extras: readonly string[];
  readonly specifiers: string;
  readonly text: string;
}

/**
 * What packages of this checkout need and their bundle does not have. Each is built alone, so that an edit builds no
 * other; what it needs has to come with the function's other packages, as it does when these are locked.
 */
export function localDependencyProblems({ requirements, target, function: fn }: BundlePlan, layers: readonly Layer[]): string[] {
  if (!layers.some(({ plan }) => plan.kind === 'local package')) return [];
  const installed = layers.flatMap(readDistributions);
  const provided = (name: string) => fn.contents.omitRuntimePackages && isRuntimePackage(name);
  return installed.flatMap((one) => {
    if (one.plan.kind !== 'local package') return [];
    const { path } = one.plan;
    const extras = requirements.local.filter((local) => local.path === path).flatMap((local) => local.extras);
    return missing(one, extras, installed, target).filter(({ name }) => !provided(name)).map(({ text, found }) =>
      `${path} needs ${text}, but ${found ? `${found.name}==${found.version} is installed` : `${requirements.path} brings no such package`}`);
  });
}

type Missing = Need & { readonly found?: Distribution };

/** With what the extras need that it asks others for: nobody else may have asked. */
function missing(
  one: Distribution, extras: readonly string[], installed: readonly Distribution[], target: Target, asked: readonly string[] = [],
): Missing[] {
  return needsOf(one, extras, target).flatMap((need): Missing[] => {
    const found = installed.find(({ name }) => name === need.name);
    if (!found || fits(found.version, need.specifiers) === false) return [{ ...need, found }];
    const further = need.extras.filter((extra) => !asked.includes(`${need.name}[${extra}]`));
    if (further.length === 0) return [];
    return missing(found, further, installed, target, [...asked, ...further.map((extra) => `${need.name}[${extra}]`)]);
  });
}

function needsOf({ requires }: Distribution, extras: readonly string[], target: Target): Need[] {
  return requires.flatMap((line) => {
    const [requirement, marker] = line.split(/ *; */, 2);
    if (marker && !['', ...extras].some((extra) => holds(marker, target, extra))) return [];
    const [, name, wanted = '', specifiers] = /^([\w.-]+) *(?:\[([^\]]*)\])? *(.*)$/.exec(requirement) ?? [];
    if (!name) return [];
    const asked = wanted.split(',').map((extra) => extra.trim()).filter(Boolean);
    return [{ name: normaliseName(name), extras: asked, specifiers: specifiersIn(specifiers), text: requirement }];
  });
}

/** None for an address. Older metadata has them in parentheses. */
function specifiersIn(text: string): string {
  return text.startsWith('@') ? '' : text.replace(/[()]/g, '');
}

function readDistributions({ plan, directory }: Layer): Distribution[] {
  return globSync('*.dist-info/METADATA', { cwd: directory, dot: true }).map((path) => {
    const [head] = readFileSync(join(directory, path), 'utf8').split(/\r?\n\r?\n/, 1);
    const fields = (name: string) => [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.+?)\\r?$`, 'gm'))].map(([, value]) => value);
    return { name: normaliseName(fields('Name')[0] ?? ''), version: fields('Version')[0] ?? '', requires: fields('Requires-Dist'), plan };
  });
}
