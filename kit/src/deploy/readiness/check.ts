import type { BootstrapNeed } from '../../assembly/bootstrap';
import type { StageSettings } from '../../config/settings';
import type { Failure } from '../../kernel/failure';
import type { StageClients } from '../clients';
import type { StackPlace } from '../stacks';

/** What is looked at before anything is bundled, each after what it needs. */
export const READINESS_CHECKS = ['region', 'credentials', 'account', 'bootstrap', 'stacks'] as const;
export type ReadinessCheckName = (typeof READINESS_CHECKS)[number];

/** What is about to be done to stacks. */
export type StackChange = 'deploy' | 'rollback' | 'destroy';

/** What a command is about to change. */
export interface Target {
  readonly stage: StageSettings;
  readonly clients: StageClients;
  /** Its stacks, as far as they are known. */
  readonly stacks: readonly StackPlace[];
  readonly bootstrap?: BootstrapNeed;
  readonly change: StackChange;
}

/** What the checks before found out. */
export interface Findings {
  region?: string;
  account?: string;
}

/** @returns why the command must fail, or nothing: also where the caller may not ask, as AWS itself decides then */
export type ReadinessCheck = (target: Target, findings: Findings) => Promise<Failure | undefined>;
