import type { Settings, StageSettings } from '../config/settings';
import { ExitCode, Failure } from '../kernel/failure';

/** What one AWS account lets a GitLab project do: a stack is made of it. It loads no CDK, so the command checks it first. */
export interface AccountAccess {
  /** Name of the stack. */
  readonly stack: string;
  /** Path of the GitLab project, whose pipelines alone are trusted. */
  readonly project: string;
  /** Who signs the tokens: the instance's address without a scheme, which is how IAM names a provider. */
  readonly issuer: string;
  /** For whom the pipeline asks GitLab to issue them. */
  readonly audience: string;
  readonly defaultBranch: string;
  readonly stages: readonly StageSettings[];
  /** What the names of a stage's stacks begin with, for each stage of the project. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** Accounts that other stages name. */
  readonly otherAccounts: readonly string[];
}

/** A CI/CD variable of GitLab that holds a role. It stands in the template beside its role. */
export interface RoleVariable {
  readonly name: 'AWS_ROLE_ARN' | 'AWS_READ_ONLY_ROLE_ARN';
  /** Its environment scope. */
  readonly environment: string;
  /** GitLab hands a protected variable to pipelines of protected branches only. */
  readonly protected: boolean;
  /** Where the stage is, as far as it is known: the role can do nothing elsewhere. */
  readonly region: string;
}

/** Where {@link RoleVariable} is in a role's metadata. */
export const VARIABLE_METADATA = 'gitlab-variable';

/**
 * The stages that are in the same account as this one: an account takes an OpenID Connect provider once for each issuer.
 *
 * @throws Failure 78 when `.projenrc.ts` does not say which project to trust, or says something that would match others; 64 for the local stage
 */
export function accountAccess(settings: Settings, { account, name }: StageSettings): AccountAccess {
  const { gitlab: { project, url, defaultBranch }, stages } = settings;
  const here = stages.filter((stage) => stage.account === account);
  if (!here.some((stage) => stage.name === name)) {
    throw new Failure(`no pipeline deploys to '${name}'`, { code: ExitCode.USAGE, fix: `use one of: ${stages.map((stage) => stage.name).join(', ')}` });
  }
  if (!project) {
    throw badConfig('pipeline.gitlab.project', 'which GitLab project may deploy is not known', "set its path there, such as 'group/project', and run npx projen");
  }
  // .projenrc.ts is validated, and these values decide who may deploy: IAM would take * and ? for anything, and ${} for a variable.
  if (/[^\w./-]/.test(project)) throw badConfig('pipeline.gitlab.project', `'${project}' could stand for other projects too`, 'write its exact path');
  if (/[^\w./-]/.test(defaultBranch)) throw badConfig('pipeline.gitlab.defaultBranch', `'${defaultBranch}' could stand for other branches too`, 'write its exact name');
  const strange = here.flatMap(({ branches = [] }) => branches).find((branch) => /[^\w./*-]/.test(branch));
  if (strange !== undefined) throw badConfig('pipeline.stages', `'${strange}' is no branch that can be trusted`, 'use letters, digits, dots, dashes, slashes and *');
  return {
    stack: `${settings.project}-gitlab-access`,
    project,
    issuer: issuerOf(url),
    audience: url,
    defaultBranch,
    stages: here,
    prefixes: Object.fromEntries(stages.map((stage) => [stage.name, `${settings.project}-${stage.name}`])),
    otherAccounts: [...new Set(stages.flatMap((stage) => (stage.account && stage.account !== account ? [stage.account] : [])))],
  };
}

/** Stages that are no barrier to each other, as they have an account and its bootstrap roles in common: one of them is production. */
export function productionNeighbours({ stages }: AccountAccess): readonly string[] {
  const mixed = stages.some(({ production }) => production) && stages.some(({ production }) => !production);
  return mixed ? stages.map(({ name }) => name) : [];
}

/** GitLab signs as its address without a slash at the end, and IAM takes neither a port nor a query. */
function issuerOf(address: string): string {
  const { protocol, host, port, pathname, search, hash } = new URL(address);
  if (protocol !== 'https:' || port || search || hash) {
    throw badConfig('pipeline.gitlab.url', `AWS cannot trust ${address}`, 'AWS reads its keys over https on port 443: use an address without a port and a query');
  }
  return `${host}${pathname}`.replace(/\/+$/, '');
}

function badConfig(option: string, what: string, fix: string): Failure {
  return new Failure(what, { code: ExitCode.BAD_CONFIG, where: `.projenrc.ts, ${option}`, fix });
}
