import { Contrib, Enums, Models, SPDX, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { licencesOf } from './licences';
import type { ReportFormat } from './report-format';
import type { Bundle } from '../../bundling/bundle';
import type { Store } from '../../bundling/store/store';
import { type PackageMetadata, readPackageMetadata } from '../../bundling/verification';
import { withoutCredentials } from '../../kernel/address';
import { holds } from '../../python/marker';
import { normaliseName } from '../../python/requirements';

const licenses = new Contrib.License.Factories.LicenseFactory(() => undefined);

/** The bill of materials of each bundle. */
export const sbom: ReportFormat = {
  folder: 'test-reports/sbom',
  own: /\.cdx\.json$/,
  contents: ({ bundles, store }) => Object.fromEntries(bundles.map((bundle) => [`${bundle.plan.function.name}.cdx.json`, sbomOf(bundle, store)])),
};

/**
 * What is in a bundle: a function as an application, and its packages, as CycloneDX 1.5, which every supported GitLab
 * reads. It has no time and no random number, so equal bundles have equal texts.
 */
export function sbomOf(bundle: Bundle, store: Pick<Store, 'find'>): string {
  const { plan: { function: fn, key, requirements } } = bundle;
  const packages = readPackageMetadata(bundle.stored.directory);
  const bom = new Models.Bom();
  const application = new Models.Component(Enums.ComponentType.Application, fn.name, { version: key, bomRef: `function:${fn.name}` });
  bom.metadata.component = application;
  // What GitLab's dependency list reads. @see https://docs.gitlab.com/development/sec/cyclonedx_property_taxonomy
  bom.metadata.properties.add(new Models.Property('gitlab:meta:schema_version', '1'));
  bom.metadata.properties.add(new Models.Property('gitlab:dependency_scanning:input_file:path', requirements.path));
  bom.metadata.properties.add(new Models.Property('gitlab:dependency_scanning:package_manager:name', 'pip'));
  const addresses = addressesOf(bundle, store);
  const components = new Map(packages.map((one) => [one.name, componentOf(one, addresses)]));
  const required = requiredAmong(packages, bundle);
  for (const [name, component] of components) {
    bom.components.add(component);
    for (const other of required.get(name)!) component.dependencies.add(components.get(other)!.bomRef);
  }
  for (const name of rootsOf(required)) application.dependencies.add(components.get(name)!.bomRef);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot5));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function componentOf(metadata: PackageMetadata, addresses: ReadonlyMap<string, string>): Models.Component {
  const { name, version, summary } = metadata;
  const address = addresses.get(name);
  const purl = `pkg:pypi/${name}@${encodeURIComponent(version)}${address ?? ''}`;
  return new Models.Component(Enums.ComponentType.Library, name, {
    version,
    description: summary,
    licenses: new Models.LicenseRepository(licensesOf(metadata)),
    // A scanner would take a package of this checkout for PyPI's of the same name.
    ...(address === LOCAL ? { bomRef: `${name}@${version}` } : { purl, bomRef: purl }),
  });
}

function licensesOf({ licenseExpression, licenses: named }: PackageMetadata): Models.License[] {
  if (!licenseExpression) return licencesOf(named).map((license) => licenses.makeDisjunctive(license));
  return [SPDX.isSupportedSpdxId(licenseExpression) ? licenses.makeSpdxLicense(licenseExpression) : licenses.makeExpression(licenseExpression)];
}

/** Stands for an address: the package was built from this checkout. */
const LOCAL = 'local';

/** Where packages come from that are not the index's, by name: as qualifiers of a purl, or {@link LOCAL}. */
function addressesOf({ plan: { dependencies, requirements } }: Bundle, store: Pick<Store, 'find'>): Map<string, string> {
  const local = dependencies.filter(({ kind }) => kind === 'local package').flatMap(({ key }) => store.find(key)?.manifest.packages ?? []);
  const direct = requirements.direct.flatMap((line): [string, string][] => {
    const [, name, address] = /^([\w.-]+)[^@]*@ ?([^\s;]+)/.exec(line) ?? [];
    if (!name) return [];
    return [[normaliseName(name), `?${address.startsWith('git+') ? 'vcs_url' : 'download_url'}=${encodeURIComponent(withoutCredentials(address, true))}`]];
  });
  return new Map([...direct, ...local.map((one): [string, string] => [one.split('==')[0], LOCAL])]);
}

/** What each package asks for, among those that are there. Extras are not followed: nobody tells which ones were asked for. */
function requiredAmong(packages: readonly PackageMetadata[], { plan: { target } }: Bundle): Map<string, Set<string>> {
  const present = new Set(packages.map(({ name }) => name));
  return new Map(packages.map(({ name, requires }) => [name, new Set(requires
    .filter((one) => one.name !== name && present.has(one.name) && (!one.marker || holds(one.marker, target) !== false))
    .map((one) => one.name))]));
}

/** The packages that no other one asks for, and one of each circle that is left. */
function rootsOf(required: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const asked = new Set([...required.values()].flatMap((names) => [...names]));
  const reached = new Set<string>();
  const reach = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    required.get(name)!.forEach(reach);
  };
  const roots = [...required.keys()].filter((name) => !asked.has(name));
  roots.forEach(reach);
  for (const name of required.keys()) {
    if (reached.has(name)) continue;
    roots.push(name);
    reach(name);
  }
  return roots;
}
