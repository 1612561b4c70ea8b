/** What GitLab takes an environment for. @see https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments */
export const TIERS = ['production', 'staging', 'testing', 'development', 'other'] as const;
export type Tier = (typeof TIERS)[number];

/** How GitLab itself reads the name of an environment whose job does not say; the first that fits counts. */
const NAMES: readonly (readonly [RegExp, Tier])[] = [
  [/dev|review|trunk/i, 'development'],
  [/test|tst|int|ac(ce)?pt|qa|qc|control|quality/i, 'testing'],
  [/sta?g|mode?l|pre|demo|non/i, 'staging'],
  [/pro?d|live/i, 'production'],
];

/** The tier of a stage that names none. GitLab's `other` is left out: what is no production yet is being developed. */
export function tierOf({ name, production, tier }: { readonly name: string; readonly production: boolean; readonly tier?: Tier }): Tier {
  if (tier) return tier;
  if (production) return 'production';
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'development';
}
