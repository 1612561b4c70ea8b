/** Compares two versions as npm orders them; a pre-release is before its release. @returns less than, equal to or greater than 0 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (const i of [0, 1, 2]) {
    if (left.numbers[i] !== right.numbers[i]) return left.numbers[i] - right.numbers[i];
  }
  if (!left.pre.length || !right.pre.length) return right.pre.length - left.pre.length;
  return comparePre(left.pre, right.pre);
}

export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

function parse(text: string): { numbers: number[]; pre: string[] } {
  const found = VERSION.exec(text);
  if (!found) throw new Error(`'${text}' is no version`);
  return { numbers: found.slice(1, 4).map(Number), pre: found[4]?.split('.') ?? [] };
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue;
    if (a[i] === undefined || b[i] === undefined) return a[i] === undefined ? -1 : 1;
    const [left, right] = [a[i], b[i]].map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
    if (!isNaN(left) && !isNaN(right)) return left - right;
    if (isNaN(left) !== isNaN(right)) return isNaN(left) ? 1 : -1;
    return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}
