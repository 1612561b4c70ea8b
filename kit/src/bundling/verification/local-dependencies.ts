import { fits, holds } from '../../python/marker';
import { type PackageMetadata, type Required, readPackageMetadata } from '../../python/package-metadata';
import { isRuntimePackage } from '../../python/requirements';
import type { Target } from '../../python/target';
import type { BundlePlan, DependencyPlan } from '../plan';

/** An installed dependency set of a bundle. */
interface InstalledSet {
  readonly plan: DependencyPlan;
  readonly directory: string;
}

interface Installed extends PackageMetadata {
  readonly plan: DependencyPlan;
}

/**
 * What packages of this checkout need and their bundle does not have. Each is built alone, so that an edit builds no
 * other; what it needs has to come with the function's other packages, as it does when these are locked.
 */
export function localDependencyProblems({ requirements, target, function: fn }: BundlePlan, sets: readonly InstalledSet[]): string[] {
  if (!sets.some(({ plan }) => plan.kind === 'local package')) return [];
  const installed = sets.flatMap(({ plan, directory }) => readPackageMetadata(directory).map((one) => ({ ...one, plan })));
  const provided = (name: string) => fn.contents.omitRuntimePackages && isRuntimePackage(name);
  return installed.flatMap((one) => {
    if (one.plan.kind !== 'local package') return [];
    const { path } = one.plan;
    const extras = requirements.local.filter((local) => local.path === path).flatMap((local) => local.extras);
    return missing(one, extras, installed, target).filter(({ name }) => !provided(name)).map(({ text, found }) =>
      `${path} needs ${text}, but ${found ? `${found.name}==${found.version} is installed` : `${requirements.path} brings no such package`}`);
  });
}

type Missing = Required & { readonly found?: Installed };

/** With what the extras need that it asks others for: nobody else may have asked. */
function missing(
  one: Installed, extras: readonly string[], installed: readonly Installed[], target: Target, asked: readonly string[] = [],
): Missing[] {
  return needsOf(one, extras, target).flatMap((need): Missing[] => {
    const found = installed.find(({ name }) => name === need.name);
    if (!found || fits(found.version, need.specifiers) === false) return [{ ...need, found }];
    const further = need.extras.filter((extra) => !asked.includes(`${need.name}[${extra}]`));
    if (further.length === 0) return [];
    return missing(found, further, installed, target, [...asked, ...further.map((extra) => `${need.name}[${extra}]`)]);
  });
}

function needsOf({ requires }: Installed, extras: readonly string[], target: Target): Required[] {
  return requires.filter(({ marker }) => !marker || ['', ...extras].some((extra) => holds(marker, target, extra)));
}
