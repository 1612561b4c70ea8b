/**
 * What the generator, the CDK app and the commands agree on: the rule that turns a purpose into a mode.
 * It imports nothing, so `npx projen` never loads aws-cdk-lib and synth never loads projen.
 */

/** Python versions that Lambda runs, oldest first. A test holds them against aws-cdk-lib's runtimes. */
export const PYTHON_VERSIONS = ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15'] as const;
export type PythonVersion = (typeof PYTHON_VERSIONS)[number];

/** Those whose runtime is Amazon Linux 2; that of later ones is Amazon Linux 2023. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const AMAZON_LINUX_2_PYTHONS: readonly PythonVersion[] = ['3.9', '3.10', '3.11'];

export const ARCHITECTURES = ['x86_64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Why someone synthesises. */
export const PURPOSES = ['unit', 'develop', 'verify', 'release'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The modes that install requirements. Nothing else can be released: the type leaves `skip` and `auto` out. */
export const BUILD_MODES = ['docker', 'local', 'in-image'] as const;
export type BuildMode = (typeof BUILD_MODES)[number];

/** How a bundle is made: by one of the builders, as plain sources (`skip`), or by the best builder at hand (`auto`). */
export const MODES = [...BUILD_MODES, 'skip', 'auto'] as const;
export type Mode = (typeof MODES)[number];

export interface Policy {
  readonly unit: Mode;
  readonly develop: Mode;
  readonly verify: Mode;
  readonly release: BuildMode;
}

/** The environment variables that can change a decision, and the only ones. */
export const POLICY_VARIABLES = ['BUNDLING_PURPOSE', 'BUNDLING_MODE', 'CI', 'GITLAB_CI'] as const;
export type PolicyEnvironment = Readonly<Partial<Record<(typeof POLICY_VARIABLES)[number], string>>>;

/** What a person's machine takes for a mode that it cannot run in; a pipeline takes nothing else than its policy says. */
export type Substitutes = Readonly<Partial<Record<Mode, BuildMode>>>;

export interface Decision {
  readonly purpose: Purpose;
  readonly mode: Mode;
  /** What the policy says, where this machine took something else for it. */
  readonly insteadOf?: Mode;
  /** The sentence that decided, for `npx projen bundle --explain`. */
  readonly rule: string;
  /** The variables of {@link POLICY_VARIABLES} that were set. */
  readonly environment: PolicyEnvironment;
}

/** A purpose or mode that cannot be. The message names the variable and what it may be. */
export class PolicyError extends Error {}

/**
 * Decides why and how to bundle.
 *
 * @param substitutes for modes that cannot be on this machine. A mode that BUNDLING_MODE asks for is never replaced.
 * @throws PolicyError when a variable holds an unknown value, or asks a release for anything but a build.
 */
export function decide(policy: Policy, environment: PolicyEnvironment, substitutes: Substitutes = {}): Decision {
  const { purpose, rule: purposeRule } = decidePurpose(environment);
  const { mode, insteadOf, rule: modeRule } = decideMode(policy, purpose, environment, substitutes);
  if (purpose === 'release' && !isBuildMode(mode)) {
    throw new PolicyError(`a release must be built: ${modeRule}, and '${mode}' builds nothing for certain. Use ${list(BUILD_MODES)}.`);
  }
  return { purpose, mode, ...(insteadOf && { insteadOf }), rule: `${purposeRule}; ${modeRule}`, environment: seen(environment) };
}

/** Whether this is no person's machine, whatever they do there. */
export function inPipeline(environment: Readonly<Partial<Record<'CI' | 'GITLAB_CI', string>>>): boolean {
  return isOn(environment.CI) || isOn(environment.GITLAB_CI);
}

export function isBuildMode(mode: string): mode is BuildMode {
  return (BUILD_MODES as readonly string[]).includes(mode);
}

/** The purpose alone, for a command that has to tell a laptop from a pipeline. */
export function decidePurpose(environment: PolicyEnvironment): { purpose: Purpose; rule: string } {
  const asked = environment.BUNDLING_PURPOSE;
  if (asked) {
    return { purpose: oneOf(PURPOSES, asked, 'BUNDLING_PURPOSE'), rule: `BUNDLING_PURPOSE is ${asked}` };
  }
  for (const name of ['CI', 'GITLAB_CI'] as const) {
    if (isOn(environment[name])) return { purpose: 'unit', rule: `no purpose is set and ${name} is` };
  }
  return { purpose: 'develop', rule: 'neither a purpose nor CI is set' };
}

function decideMode(
  policy: Policy, purpose: Purpose, environment: PolicyEnvironment, substitutes: Substitutes,
): { mode: Mode; insteadOf?: Mode; rule: string } {
  const asked = environment.BUNDLING_MODE;
  if (asked) return { mode: oneOf(MODES, asked, 'BUNDLING_MODE'), rule: `BUNDLING_MODE is ${asked}` };
  const mode = policy[purpose];
  const rule = `the policy maps ${purpose} to ${mode}`;
  const substitute = inPipeline(environment) ? undefined : substitutes[mode];
  return substitute ? { mode: substitute, insteadOf: mode, rule: `${rule}, which cannot be on this machine; ${substitute} takes its place` } : { mode, rule };
}

function oneOf<T extends string>(values: readonly T[], value: string, variable: string): T {
  const found = values.find((v) => v === value);
  if (!found) throw new PolicyError(`${variable} is '${value}', but must be one of ${list(values)}.`);
  return found;
}

/** Whether a variable that detects something is on: `CI=false` and `CI=0` are how people switch that off. */
export function isOn(value: string | undefined): boolean {
  return !!value && value !== 'false' && value !== '0';
}

function seen(environment: PolicyEnvironment): PolicyEnvironment {
  return Object.fromEntries(POLICY_VARIABLES.filter((n) => environment[n]).map((n) => [n, environment[n]]));
}

function list(values: readonly string[]): string {
  return values.join(', ');
}
