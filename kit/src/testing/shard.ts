import { ExitCode, Failure } from '../kernel/failure';

/** One of several jobs that share the functions. */
export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly total: number;
}

export const WHOLE: Shard = { index: 1, total: 1 };

/**
 * The shard that is asked for, such as `2/5`, or else the one of GitLab's `parallel`.
 *
 * @param node CI_NODE_INDEX and CI_NODE_TOTAL
 * @throws Failure 64 for one that cannot be
 */
export function shardOf(asked: string | undefined, node: { readonly index?: string; readonly total?: string }): Shard {
  if (asked === undefined && !(node.index && node.total)) return WHOLE;
  const text = asked ?? `${node.index}/${node.total}`;
  const [, index, total] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= total) return { index, total };
  throw new Failure(`'${text}' is no shard`, { code: ExitCode.USAGE, where: asked ? '--shard' : 'CI_NODE_INDEX and CI_NODE_TOTAL', fix: 'write it as 2/5: the second of five' });
}

/** Every n-th item, so that neighbours, which are often alike, are in different shards. */
export function inShard<T>(items: readonly T[], { index, total }: Shard): T[] {
  return items.filter((_, i) => i % total === index - 1);
}
