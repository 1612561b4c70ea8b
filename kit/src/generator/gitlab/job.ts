import type { Installation } from './installation';
import type { Tier } from '../../config/stage-tier';

/**
 * The keywords of `.gitlab-ci.yml` that are generated, by GitLab's own names (https://docs.gitlab.com/ci/yaml/), so
 * that the generator reads as the file does. projen's own model lacks some of them, such as `workflow:auto_cancel`.
 */

export interface Rule {
  readonly if?: string;
  readonly changes?: { readonly paths: readonly string[]; readonly compare_to?: string };
  readonly when?: 'on_success' | 'manual' | 'never' | 'always';
  readonly allow_failure?: boolean;
}

export interface Service {
  readonly name: string;
  readonly alias: string;
  readonly command?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Cache {
  readonly key: { readonly files: readonly string[]; readonly prefix: string };
  readonly paths: readonly string[];
  /** @default - downloaded first, uploaded last */
  readonly policy?: 'pull';
}

export interface Artifacts {
  readonly name?: string;
  readonly when?: 'always' | 'on_failure';
  readonly paths?: readonly string[];
  readonly expose_as?: string;
  readonly expire_in: string;
  readonly reports?: {
    readonly junit?: readonly string[];
    readonly codequality?: readonly string[];
    readonly cyclonedx?: readonly string[];
    readonly terraform?: readonly string[];
    readonly dotenv?: string;
    readonly coverage_report?: { readonly coverage_format: 'cobertura'; readonly path: string };
  };
}

export interface Environment {
  readonly name: string;
  readonly deployment_tier?: Tier;
  readonly action?: 'start' | 'prepare' | 'verify' | 'access';
}

export interface Need {
  readonly job: string;
  readonly artifacts?: boolean;
  readonly optional?: boolean;
}

export interface Job {
  readonly stage?: string;
  readonly extends?: readonly string[];
  readonly image?: string;
  readonly tags?: readonly string[];
  readonly services?: readonly Service[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly needs?: readonly Need[];
  readonly rules?: readonly Rule[];
  readonly cache?: readonly Cache[];
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly parallel?: number;
  readonly coverage?: string;
  readonly artifacts?: Artifacts;
  readonly environment?: Environment;
  readonly resource_group?: string;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly interruptible?: boolean;
  readonly allow_failure?: boolean;
  readonly manual_confirmation?: string;
  readonly timeout?: string;
}

/** The first lines of every job. */
export interface Steps {
  readonly prepare: readonly string[];
  readonly install: Installation;
}

export type Jobs = Readonly<Record<string, Job>>;

/** Waits for jobs without fetching what they made. */
export function after(...jobs: readonly string[]): Need[] {
  return jobs.map((job) => ({ job, artifacts: false }));
}
