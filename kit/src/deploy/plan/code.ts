import type { Template } from './template';
import { type FunctionContents, contentsOf } from '../../assembly/code-record';

/** What a plan changes in the code of a function. */
export interface CodeChange {
  readonly function: string;
  /** Of all files unpacked, where it is known. */
  readonly bytesBefore?: number;
  readonly bytesAfter?: number;
  readonly packages: readonly PackageChange[];
  /** Nothing is known of what runs: an earlier version of the kit deployed it. */
  readonly unknownBefore: boolean;
}

export interface PackageChange {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** Functions that come, go, or have other packages or another size. */
export function codeChanges(before: Template, after: Template): CodeChange[] {
  const [old, next] = [contentsOf(before.Metadata), contentsOf(after.Metadata) ?? {}];
  const ids = [...new Set([...Object.keys(old ?? {}), ...Object.keys(next)])];
  return ids.map((id) => codeChange(old?.[id], next[id], !old && before.Resources?.[id] !== undefined))
    .filter((change) => change.packages.length > 0 || change.bytesBefore !== change.bytesAfter)
    .sort((a, b) => (a.function < b.function ? -1 : 1));
}

function codeChange(old: FunctionContents | undefined, next: FunctionContents | undefined, unknownBefore: boolean): CodeChange {
  return {
    function: (next ?? old)!.function,
    ...(old && { bytesBefore: old.bytes }),
    ...(next && { bytesAfter: next.bytes }),
    packages: unknownBefore ? [] : packageChanges(old?.packages ?? [], next?.packages ?? []),
    unknownBefore,
  };
}

function packageChanges(before: readonly string[], after: readonly string[]): PackageChange[] {
  const [old, next] = [versions(before), versions(after)];
  return [...new Set([...old.keys(), ...next.keys()])].sort().filter((name) => old.get(name) !== next.get(name)).map((name) => ({
    name, ...(old.has(name) && { before: old.get(name) }), ...(next.has(name) && { after: next.get(name) }),
  }));
}

function versions(packages: readonly string[]): Map<string, string> {
  return new Map(packages.map((line) => line.split('==') as [string, string]));
}
