import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { schemaErrors } from './cyclonedx-schema';
import { reportOf, writtenBelow } from './reports';
import type { Bundle } from '../../../src/bundling/bundle';
import { type BundlePlan, knownPlan } from '../../../src/bundling/plan';
import type { Manifest } from '../../../src/bundling/store/manifest';
import { Store } from '../../../src/bundling/store/store';
import { sbomOf } from '../../../src/testing/report/sbom';
import { type Files, functionSettings, temporaryFolder, workspaceWith, write } from '../../project/workspace';

interface Document {
  readonly serialNumber?: string;
  readonly specVersion: string;
  readonly metadata: {
    readonly timestamp?: string;
    readonly component: Record<string, unknown>;
    readonly properties: { readonly name: string; readonly value: string }[];
  };
  readonly components?: { readonly name: string; readonly purl?: string; readonly licenses?: unknown[]; readonly description?: string }[];
  readonly dependencies: { readonly ref: string; readonly dependsOn?: string[] }[];
}

/** An installed package with these lines in the head of its METADATA. */
function metadata(name: string, version: string, ...lines: string[]): Files {
  return { [`${name}-${version}.dist-info/METADATA`]: ['Metadata-Version: 2.4', `Name: ${name}`, `Version: ${version}`, ...lines, '', 'License: of another thing', 'Requires-Dist: six', ''].join('\n') };
}

function bundleOf(packages: readonly Files[], plan: Partial<BundlePlan> = {}, requirements = ''): Bundle {
  const workspace = workspaceWith({ orders: { 'requirements.txt': requirements } });
  const known = knownPlan(workspace, functionSettings('orders'), 'local', 'verify')!;
  const directory = write(temporaryFolder(), Object.assign({}, ...packages) as Files);
  return { plan: { ...known, ...plan, key: 'local-abc' }, stored: { directory, artifact: '', manifest: {} as Manifest }, reused: false };
}

const nothing = { find: () => undefined };

/** The document, which is one that the schema takes. */
function documentOf(bundle: Bundle, store: Pick<Store, 'find'> = nothing): Document {
  const document = JSON.parse(sbomOf(bundle, store)) as Document;
  expect(schemaErrors(document)).toEqual([]);
  return document;
}

function dependenciesOf({ dependencies }: Document): Record<string, string[]> {
  const short = (ref: string) => ref.replace(/^pkg:pypi\/([^@]+)@.*$/, '$1');
  return Object.fromEntries(dependencies.map(({ ref, dependsOn = [] }) => [short(ref), dependsOn.map(short)]));
}

test('a function is an application of its packages, each with its name, version, address and summary', () => {
  const { metadata: head, components, specVersion } = documentOf(bundleOf([metadata('Zope.Interface', '6.0+local.1', 'Summary: What it is'), metadata('six', '1.17.0', 'Summary: UNKNOWN')]));
  expect(specVersion).toBe('1.5');
  expect(head.component).toEqual({ 'type': 'application', 'name': 'orders', 'version': 'local-abc', 'bom-ref': 'function:orders' });
  const six = 'pkg:pypi/six@1.17.0';
  const zope = 'pkg:pypi/zope-interface@6.0%2Blocal.1';
  expect(components).toEqual([
    { 'type': 'library', 'name': 'six', 'version': '1.17.0', 'purl': six, 'bom-ref': six },
    { 'type': 'library', 'name': 'zope-interface', 'version': '6.0+local.1', 'description': 'What it is', 'purl': zope, 'bom-ref': zope },
  ]);
});

test('GitLab is told the file that lists the packages', () => {
  const { properties } = documentOf(bundleOf([])).metadata;
  expect(Object.fromEntries(properties.map(({ name, value }) => [name, value]))).toEqual({
    'gitlab:meta:schema_version': '1',
    'gitlab:dependency_scanning:input_file:path': 'lambda_src/orders/requirements.txt',
    'gitlab:dependency_scanning:package_manager:name': 'pip',
  });
});

test.each<[string, string[], unknown]>([
  ['an expression of one licence', ['License-Expression: MIT', 'License: of old', 'Classifier: License :: OSI Approved :: BSD License'], [{ license: { id: 'MIT' } }]],
  ['an expression', ['License-Expression: Apache-2.0 OR BSD-3-Clause'], [{ expression: 'Apache-2.0 OR BSD-3-Clause' }]],
  ['a name that SPDX knows', ['License: apache-2.0', 'Classifier: License :: OSI Approved :: Apache Software License'], [{ license: { id: 'Apache-2.0' } }]],
  ['a name and a classifier of it', ['License: Apache License 2.0', 'Classifier: License :: OSI Approved :: Apache Software License'], [{ license: { id: 'Apache-2.0' } }]],
  ['a name that only says that there are several', ['License: Dual License', 'Classifier: License :: OSI Approved', 'Classifier: License :: OSI Approved :: BSD License', 'Classifier: License :: OSI Approved :: Apache Software License'], [{ license: { name: 'BSD License' } }, { license: { id: 'Apache-2.0' } }]],
  ['a name that says which BSD it is', ['License: BSD 3-Clause', 'Classifier: License :: OSI Approved :: BSD License'], [{ license: { id: 'BSD-3-Clause' } }]],
  ['names that SPDX does not have', ['License: Ours', 'Classifier: License :: Other/Proprietary License'], [{ license: { name: 'Other/Proprietary License' } }, { license: { name: 'Ours' } }]],
  ['a whole text', ['License: Copyright (c) somebody', '        All rights reserved.', 'Classifier: License :: Other'], [{ license: { name: 'Other' } }]],
  ['a very long line', [`License: ${'x'.repeat(200)}`], undefined],
  ['nothing known', ['License: UNKNOWN'], undefined],
])('%s is the licence', (_, lines, licenses) => {
  expect(documentOf(bundleOf([metadata('six', '1.17.0', ...lines)])).components![0].licenses).toEqual(licenses);
});

describe('the graph', () => {
  test('has what packages ask for on this target, among those that are there', () => {
    const graph = dependenciesOf(documentOf(bundleOf([
      metadata('boto3', '1.0', 'Requires-Dist: Bo.To_Core (<2,>=1)', 'Requires-Dist: absent>=1', "Requires-Dist: six ; extra == 'crt'"),
      metadata('bo-to-core', '1.0', "Requires-Dist: six>=1; python_version >= '3'", "Requires-Dist: wincolor; sys_platform == 'win32'"),
      metadata('six', '1.17.0'), metadata('wincolor', '1.0'),
    ])));
    expect(graph).toEqual({ 'function:orders': ['boto3', 'wincolor'], 'boto3': ['bo-to-core'], 'bo-to-core': ['six'], 'six': [], 'wincolor': [] });
  });

  test('reaches packages that ask for each other', () => {
    const graph = dependenciesOf(documentOf(bundleOf([metadata('a', '1', 'Requires-Dist: b', 'Requires-Dist: a[x]'), metadata('b', '1', 'Requires-Dist: a')])));
    expect(graph).toEqual({ 'function:orders': ['a'], 'a': ['b'], 'b': ['a'] });
  });
});

test('a package from a repository or an address is told apart from the one of the index, without credentials', () => {
  const direct = ['money @ git+https://alice:s3cr3t@example.com/money.git@0123456789012345678901234567890123456789', `tool @ https://example.com/tool.whl?token=s3cr3t#sha256=${'a'.repeat(64)}`];
  const bundle = bundleOf([metadata('money', '1.0'), metadata('tool', '2.0')], {}, `${direct.join('\n')}\n`);
  const text = sbomOf(bundle, nothing);
  expect(text).not.toContain('s3cr3t');
  expect(documentOf(bundle).components!.map(({ purl }) => decodeURIComponent(purl!))).toEqual([
    'pkg:pypi/money@1.0?vcs_url=git+https://example.com/money.git@0123456789012345678901234567890123456789',
    `pkg:pypi/tool@2.0?download_url=https://example.com/tool.whl#sha256=${'a'.repeat(64)}`,
  ]);
});

test('a package of this checkout is not taken for the one of the index with its name', () => {
  const local = { kind: 'local package', key: 'local-money' } as BundlePlan['dependencies'][number];
  const store = { find: (key: string) => ({ directory: '', artifact: '', manifest: { packages: key === 'local-money' ? ['money==1.0'] : [] } as unknown as Manifest }) };
  const bundle = bundleOf([metadata('money', '1.0'), metadata('six', '1.17.0')], { dependencies: [local] });
  expect(documentOf(bundle, store).components!.map(({ name, purl }) => [name, purl])).toEqual([['money', undefined], ['six', 'pkg:pypi/six@1.17.0']]);
});

test('two runs write the same bytes, and files of functions that are gone go too', () => {
  const root = write(temporaryFolder(), { 'test-reports/sbom/gone.cdx.json': '{}', 'test-reports/sbom/note.txt': '' });
  const folder = join(root, 'test-reports', 'sbom');
  const packages = [metadata('b', '1', 'Requires-Dist: a'), metadata('a', '1'), metadata('c', '1', 'Requires-Dist: a')];
  writtenBelow(root, reportOf(1), [bundleOf(packages)]);
  const first = readFileSync(join(folder, 'orders.cdx.json'), 'utf8');
  writtenBelow(root, reportOf(1), [bundleOf([...packages].reverse())]);
  expect(readFileSync(join(folder, 'orders.cdx.json'), 'utf8')).toBe(first);
  expect(readdirSync(folder).sort()).toEqual(['note.txt', 'orders.cdx.json']);
  const { serialNumber, metadata: { timestamp } } = JSON.parse(first) as Document;
  expect({ serialNumber, timestamp }).toEqual({});
});

test('a function without packages has none', () => {
  const document = documentOf(bundleOf([]));
  expect(document.components ?? []).toEqual([]);
  expect(dependenciesOf(document)).toEqual({ 'function:orders': [] });
});
