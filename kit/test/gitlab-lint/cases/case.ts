/** For one rule: files that it alone objects to, and files that no rule objects to. */
export interface Case {
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

export type Cases = Readonly<Record<string, Case>>;
