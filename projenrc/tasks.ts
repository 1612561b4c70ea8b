import { Component } from 'projen';
import type { PythonLambdaApp } from './python-lambda-app';
import type { Purpose } from '../src/bundling/policy';

interface Command {
  readonly description: string;
  /** Why this command bundles. Only tasks set a purpose, so a laptop and a job decide alike. */
  readonly purpose?: Purpose;
}

/** Commands in `src/commands/`, by the name of their task; the file is the name with dashes. */
const COMMANDS: Record<string, Command> = {
  'bundle': { description: 'Bundles every function that changed', purpose: 'develop' },
  'bundle:history': { description: 'Shows size and times of the bundles by commit' },
  'bundle:prune': { description: 'Removes stored bundles that were not used lately' },
  'lock': { description: 'Writes locks: every package with a version and hashes' },
  'bundling:explain': { description: 'Prints why each function is bundled the way it is' },
  'test:bundling': { description: 'Bundles each function in Docker, runs it in the Lambda image with its sample events, and synthesises the app with it', purpose: 'verify' },
  'test:python': { description: 'Runs ruff, and pytest on each function with its own requirements' },
  'local': { description: 'Deploys to an embedded AWS on this machine and invokes every function', purpose: 'develop' },
  'assemble': { description: 'Bundles for a release and synthesises one stage into cdk.out/<stage>' },
  'guard': { description: 'Refuses an assembly whose bundles were skipped, altered, or made by a mode its stage does not allow' },
  'deploy': { description: 'Assembles a stage, guards the assembly and deploys exactly that' },
  'diff': { description: 'Compares a stage with what is deployed' },
  'plan': { description: 'Prepares the change set of a stage and shows it; nothing changes yet' },
  'smoke': { description: 'Checks what was deployed to a stage: every function is ready and answers its smoke events' },
  'rollback': { description: 'Deploys an earlier assembly of a stage again' },
  'drift': { description: 'Fails when somebody changed the resources of a stage by hand' },
  'doctor': { description: 'Tells why Docker cannot be used here, and how to mend it' },
  'pipeline:lint': { description: 'Checks .gitlab-ci.yml, or any GitLab pipeline, for what would break it' },
  'gitlab:access': { description: 'Deploys the OpenID Connect provider and the roles that the pipeline assumes' },
  'destroy': { description: 'Removes the stacks of a stage' },
  'watch': { description: 'Deploys a development stage on every change', purpose: 'develop' },
};

/** Tests in folders of this name, by what they need, and how many of them may run at a time. */
const TIERS: readonly (readonly [name: string, needs: string, workers: number])[] = [
  ['docker', 'a Docker engine', 1],
  ['integration', 'the package index or the embedded AWS', 1],
  ['faults', 'many processes and root', 2],
  ['pages', 'a browser, which they install', 1],
  ['pipeline', 'a Docker engine, and run jobs of .gitlab-ci.yml for real', 1],
];

/** Every command a person or a job runs. */
export class Tasks extends Component {
  constructor(app: PythonLambdaApp) {
    super(app);
    app.postCompileTask.reset(); // synthesised for nothing: `test` synthesises the stacks
    for (const name of ['deploy', 'destroy', 'diff', 'synth:silent', 'test:watch', 'bundle', 'watch']) app.removeTask(name);
    for (const [name, { description, purpose }] of Object.entries(COMMANDS)) {
      app.addTask(name, {
        description,
        receiveArgs: true,
        ...(purpose && { env: { BUNDLING_PURPOSE: purpose } }),
        execArgs: ['node', '--import', 'tsx', `src/commands/${name.replace(':', '-')}.ts`],
      });
    }
    this.defineSynth(app);
    this.defineTest(app);
    // npx has put node_modules/.bin on the PATH already; asking npx again costs half a second a task.
    const tasks = app.tryFindObjectFile('.projen/tasks.json')!;
    tasks.addDeletionOverride('env');
    // projen's built-in shell takes a step that a signal killed, by want of memory for example, for one that succeeded.
    tasks.addOverride('shell', 'system');
  }

  private defineSynth(app: PythonLambdaApp): void {
    const synth = app.tasks.tryFind('synth')!;
    synth.reset();
    synth.env('BUNDLING_PURPOSE', 'develop');
    // aws-cdk-lib's template check doubles the time of a synth: `assemble` and `test:bundling` make it, strictly.
    synth.env('CDK_VALIDATION', 'false');
    synth.execArgs(['cdk', 'synth', '--quiet', '--no-notices'], { receiveArgs: true });
  }

  private defineTest(app: PythonLambdaApp): void {
    const typecheck = app.addTask('typecheck', {
      description: 'Type-checks the whole repository',
      execArgs: ['tsc', '--project', 'tsconfig.dev.json'],
    });
    const unit = app.addTask('test:unit', {
      description: 'Runs the TypeScript tests that need neither Docker nor AWS',
      env: { BUNDLING_PURPOSE: 'unit', CDK_VALIDATION: 'false' },
      execArgs: ['jest', '--ci'],
      receiveArgs: true,
    });
    app.addTask('bench', {
      description: 'Measures bundling side by side with the CDK recipe, as ratios from one run',
      execArgs: ['node', '--import', 'tsx', 'bench/main.ts'],
      receiveArgs: true,
    });
    app.testTask.reset();
    app.testTask.description = 'Runs eslint, the type check, jest, ruff and pytest';
    for (const task of [app.tasks.tryFind('eslint')!, typecheck, unit, app.tasks.tryFind('test:python')!]) app.testTask.spawn(task);
    // These look for containers and folders that are left: one after another.
    for (const [tier, needs, workers] of TIERS) {
      app.addTask(`test:${tier}`, {
        description: `Runs the tests that need ${needs}`,
        execArgs: ['jest', '--testPathIgnorePatterns=/node_modules/', `--testMatch=<rootDir>/test/**/${tier}/**/*.test.ts`, `--maxWorkers=${workers}`, '--ci', '--coverage=false'],
        receiveArgs: true,
      });
    }
  }
}
