import type { Distribution } from '../../python/distributions';
import { type Verdict, holds } from '../../python/marker';
import { type Pin, normaliseName } from '../../python/requirements';
import { describeTarget } from '../../python/target';
import type { LocalPackagePlan, PackagesPlan } from '../plan';

type Installed = readonly Pick<Distribution, 'name' | 'version'>[];

interface Wanted extends Pin {
  readonly verdict: Verdict;
}

/**
 * Where what is installed is not what the lock says for this target. Requirements that are not locked may pull in
 * more, so they are not compared.
 */
export function setProblems(installed: Installed, { requirements, target }: Pick<PackagesPlan, 'requirements' | 'target'>): string[] {
  if (!requirements.locked) return [];
  const { path } = requirements;
  const wanted = requirements.pins.map((pin): Wanted => ({ ...pin, verdict: pin.marker ? holds(pin.marker, target) : true }));
  const direct = requirements.direct.map((line) => ({ name: directName(line), verdict: directVerdict(line, target) }));
  const isThere = (pin: Pin) => installed.some(({ name, version }) => name === pin.name && sameVersion(version, pin.version));
  const missing = [
    ...wanted.filter((pin) => pin.verdict === true && !isThere(pin)).map(({ name, version }) => `${name}==${version}`),
    ...direct.filter(({ name, verdict }) => verdict === true && name && !installed.some((one) => one.name === name)).map(({ name }) => name!),
  ];
  const isPinned = ({ name, version }: Installed[number]) =>
    wanted.some((pin) => pin.name === name && pin.verdict !== false && sameVersion(pin.version, version));
  const tooMany = installed.filter((one) => !isPinned(one) && !direct.some(({ name }) => name === one.name));
  const nameless = direct.filter(({ name, verdict }) => !name && verdict !== false).length;
  return [
    ...missing.map((pin) => `${pin} is in ${path} but was not installed`),
    ...(tooMany.length <= nameless ? [] : tooMany).map(({ name, version }) => {
      const ruledOut = wanted.find((pin) => pin.name === name && pin.verdict === false && sameVersion(pin.version, version));
      return ruledOut
        ? `${name}==${version} was installed, but ${path} wants it only where ${ruledOut.marker}, and not for ${describeTarget(target)}`
        : `${name}==${version} was installed but is not in ${path}`;
    }),
  ];
}

/** A package of this checkout is built alone, so exactly one is there. */
export function localPackageProblems(installed: Installed, { path }: Pick<LocalPackagePlan, 'path'>): string[] {
  if (installed.length === 1) return [];
  return [installed.length === 0 ? `building ${path} installed no package` : `building ${path} installed ${installed.map(({ name }) => name).join(' and ')}`];
}

/** `1.0` is `1.0.0`, and a local label counts only if it is asked for. @see https://peps.python.org/pep-0440/#normalization */
export function sameVersion(a: string, b: string): boolean {
  const [x, y] = [a, b].map(normaliseVersion);
  return x === y || (!(x.includes('+') && y.includes('+')) && x.split('+')[0] === y.split('+')[0]);
}

function normaliseVersion(version: string): string {
  const [release, label] = version.toLowerCase().replace(/^v/, '').split('+');
  const plain = release
    .replace(/[-_.]?(alpha|beta|preview|pre|rc|a|b|c|post|rev|r|dev)[-_.]?(\d*)/g, (_, word: string, number: string) => `.${SHORT[word] ?? word}${Number(number)}`)
    .replace(/\d+/g, (number) => String(Number(number)))
    .replace(/^(\d+!)?(\d+(?:\.\d+)*?)(?:\.0)*(?=$|\.[a-z])/, '$1$2');
  return label === undefined ? plain : `${plain}+${label.replace(/[-_]/g, '.')}`;
}

const SHORT: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc', rev: 'post', r: 'post' };

/** `name @ address`, an address that ends with `#egg=name`, or that of a wheel or an archive. */
function directName(line: string): string | undefined {
  const patterns = [/^([\w.-]+)\s*(?:\[[^\]]*\])?\s*@ /, /#(?:.*&)?egg=([\w.-]+)/, /\/([\w.]+)-[^/]*\.whl\b/];
  const name = patterns.map((pattern) => pattern.exec(line)?.[1]).find(Boolean);
  return name && normaliseName(name);
}

function directVerdict(line: string, target: PackagesPlan['target']): Verdict {
  const marker = / ; ?(.+?)(?: --hash.*)?$/.exec(line)?.[1];
  return marker ? holds(marker, target) : true;
}
