import type { PropertyChange } from '../changes';
import type { CodeChange, PackageChange } from '../code';

const LONGEST_VALUE = 240;

export function inWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** @param why what is said of a property for which its resource is made anew */
export function propertyWords({ name, before, after, recreates }: PropertyChange, why: string): string {
  const [old, next] = [before, after].map((value) => (value === undefined ? 'nothing' : valueWords(value)));
  return `${name}: ${old} → ${next}${recreates && why ? `  (${why})` : ''}`;
}

export function sizeWords({ bytesBefore, bytesAfter }: CodeChange): string {
  if (bytesAfter === undefined) return `${megabytes(bytesBefore ?? 0)}, is removed`;
  if (bytesBefore === undefined) return megabytes(bytesAfter);
  if (bytesBefore === bytesAfter) return megabytes(bytesAfter);
  const more = bytesAfter - bytesBefore;
  return `${megabytes(bytesBefore)} → ${megabytes(bytesAfter)} (${more > 0 ? '+' : '-'}${megabytes(Math.abs(more))})`;
}

/** @param first the function is new, so its packages are no news one by one */
export function packageWords(packages: readonly PackageChange[], first: boolean): string[] {
  if (first) return [packages.length === 0 ? 'no packages' : packages.map(({ name, after }) => `${name} ${after}`).join(', ')];
  return packages.map(({ name, before, after }) => (before === undefined ? `+ ${name} ${after}` : after === undefined ? `- ${name} ${before}` : `${name} ${before} → ${after}`));
}

/** A value as CloudFormation or a template gives it: references short, hashes by their beginning, and no more than fits a page. */
function valueWords(json: string): string {
  const short = json
    .replace(/\{"Ref":"([\w:]+)"\}/g, '${$1}')
    .replace(/\{"Fn::GetAtt":\["(\w+)","([\w.]+)"\]\}/g, '${$1.$2}')
    .replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
  return short.length <= LONGEST_VALUE ? short : `${short.slice(0, LONGEST_VALUE)}… (${short.length} characters; --json has them all)`;
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
