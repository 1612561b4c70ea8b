import type { Budget } from '../config/settings';

/** What was measured of a bundle. */
interface Measured {
  readonly sizeBytes?: number;
  readonly initMs?: number;
}

interface BudgetFindings {
  readonly crossed: readonly string[];
  readonly near: readonly string[];
}

/** Share of a budget from which on a bundle is near it. */
const NEAR = 0.9;

/** Holds what was measured against what the team allows. What was not measured is not judged. */
export function holdAgainst(budget: Budget, { sizeBytes, initMs }: Measured): BudgetFindings {
  const findings = [
    finding('size', sizeBytes === undefined ? undefined : sizeBytes / 1e6, budget.sizeMb, 'MB'),
    finding('INIT time', initMs, budget.initMs, 'ms'),
  ].filter((found) => found !== undefined);
  return {
    crossed: findings.filter(({ share }) => share > 1).map(({ text }) => text),
    near: findings.filter(({ share }) => share >= NEAR && share <= 1).map(({ text }) => text),
  };
}

function finding(what: string, value: number | undefined, limit: number | undefined, unit: string): { share: number; text: string } | undefined {
  if (value === undefined || limit === undefined) return undefined;
  const share = value / limit;
  return { share, text: `its ${what} is ${shortest(value)} ${unit}, ${Math.round(share * 100)} % of the budget of ${limit} ${unit}` };
}

function shortest(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
