import type { TemplateCode } from './code/code-kind';
import type { BundleRecord } from './record';

/** A bundle that may be deployed. */
interface GuardedBundle {
  readonly code: TemplateCode;
  readonly record: BundleRecord;
}

/** Code that nobody answers for but `.projenrc.ts`. */
interface AllowedCode {
  readonly path: string;
  readonly stack: string;
  readonly what: string;
  readonly reason: string;
}

/** What an assembly deploys, by who answers for it. */
export interface GuardReport {
  readonly bundles: readonly GuardedBundle[];
  /** Code of aws-cdk-lib, by its construct path; where it is in the library. */
  readonly library: Readonly<Record<string, string>>;
  readonly allowed: readonly AllowedCode[];
  /** Paths that `.projenrc.ts` allows and that are not in the assembly, or need not be allowed. */
  readonly needless: readonly string[];
}

/** What `.projenrc.ts` answers for, a line each. */
export function describeAllowed({ allowed, needless }: GuardReport): string[] {
  return [
    ...allowed.map(({ path, stack, what, reason }) => `allowed by .projenrc.ts: ${path}, ${what} of the stack ${stack}: ${reason}`),
    ...needless.map((path) => `deployment.allow of .projenrc.ts has ${path}, which this assembly does not need`),
  ];
}

/** Tells people on standard error, so that it is in the log of every job that takes the assembly further. */
export function tellAllowed(report: GuardReport): void {
  for (const line of describeAllowed(report)) process.stderr.write(`${line}\n`);
}
