import type { Purpose } from './policy';

/** Every command's `--json`: one document on standard output, with this version. */
export const SCHEMA_VERSION = 1;

/** What a person is doing when they reach for a command. */
export const COMMAND_GROUPS = {
  daily: 'Every day',
  release: 'Before a release',
  operation: 'Operating',
  project: 'Looking after the project',
} as const;
export type CommandGroup = keyof typeof COMMAND_GROUPS;

export interface CommandRow {
  readonly group: CommandGroup;
  /** One line for lists of commands; the command's own help says more. */
  readonly summary: string;
  /** Why it bundles. Nothing but a command sets a purpose, so a laptop and a job decide alike. */
  readonly purpose?: Purpose;
}

/** Every command of `python-lambda`, which is also a task of the project. */
export const COMMANDS = {
  'bundle': { group: 'daily', summary: 'Bundles every function that changed; --explain tells why it would', purpose: 'develop' },
  'local': { group: 'daily', summary: 'Deploys to an AWS on this machine and invokes every function', purpose: 'develop' },
  'lock': { group: 'daily', summary: 'Writes locks: every package with a version and hashes' },
  'test:python': { group: 'daily', summary: 'Runs ruff, and pytest on each function with its own packages' },
  'watch': { group: 'daily', summary: 'Deploys a development stage on every change', purpose: 'develop' },

  'test:bundling': { group: 'release', summary: 'Bundles each function in Docker and runs it in the Lambda image with its sample events', purpose: 'verify' },
  'bundle:history': { group: 'release', summary: 'Shows size and times of the bundles by commit' },
  'assemble': { group: 'release', summary: 'Bundles for a release and synthesises one stage into cdk.out/<stage>' },
  'guard': { group: 'release', summary: 'Refuses an assembly with code that was not bundled for its stage: skipped, altered, or of somebody else' },
  'diff': { group: 'release', summary: 'Compares a stage with what is deployed' },
  'plan': { group: 'release', summary: 'Prepares the change set of a stage and shows it; nothing changes yet' },

  'deploy': { group: 'operation', summary: 'Assembles a stage, guards the assembly and deploys exactly that' },
  'smoke': { group: 'operation', summary: 'Checks what was deployed to a stage: every function is ready and answers its smoke events' },
  'rollback': { group: 'operation', summary: 'Deploys an earlier assembly of a stage again' },
  'drift': { group: 'operation', summary: 'Fails when somebody changed the resources of a stage by hand' },
  'destroy': { group: 'operation', summary: 'Removes the stacks of a stage' },

  'doctor': { group: 'project', summary: 'Tells why Docker cannot be used here, and how to fix it' },
  'gitlab:lint': { group: 'project', summary: 'Checks .gitlab-ci.yml, or any GitLab pipeline, for what would break it' },
  'gitlab:access': { group: 'project', summary: 'Deploys the OpenID Connect provider and the roles that the pipeline assumes' },
  'create': { group: 'project', summary: 'Makes a project of the starter in a new folder' },
  'kit:upgrade': { group: 'project', summary: 'Replaces the kit by a later version, and brings the project to what it wants' },
  'bundle:prune': { group: 'project', summary: 'Removes stored bundles that were not used lately' },
} as const satisfies Record<string, CommandRow>;
export type CommandName = keyof typeof COMMANDS;
