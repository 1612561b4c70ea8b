import { Component } from 'projen';
import type { PythonLambdaApp } from './python-lambda-app';
import { COMMANDS, type CommandRow } from '../config/commands';
import { KIT_FOLDER } from '../config/kit';
import PACKAGE from 'python-lambda-kit/package.json';

/** Tiers of the kit's own tests: its package.json has a script for each. */
const KIT_TIERS = Object.keys(PACKAGE.scripts).flatMap((script) => /^test:(.+)$/.exec(script)?.[1] ?? []);

/** projen's, each before those that it runs: nothing is compiled or packed here, and the last two are for nobody by mistake. */
const NOT_OURS = ['build', 'pre-compile', 'compile', 'post-compile', 'package', 'clobber', 'eject'];

/** Every command a person or a job runs. */
export class Tasks extends Component {
  constructor(private readonly app: PythonLambdaApp) {
    super(app);
    for (const name of NOT_OURS) app.removeTask(name);
    for (const name of ['deploy', 'destroy', 'diff', 'synth:silent', 'test:watch', 'bundle', 'watch']) app.removeTask(name);
    for (const [name, { summary }] of Object.entries<CommandRow>(COMMANDS)) {
      app.addTask(name, { description: summary, receiveArgs: true, execArgs: ['python-lambda', name] });
    }
    this.defineDefault();
    this.defineSynth();
    this.defineTest();
    if (app.kit.isWorkspace) this.defineKitTests();
    // npx has put node_modules/.bin on the PATH already; asking npx again costs half a second a task.
    const tasks = app.tryFindObjectFile('.projen/tasks.json')!;
    tasks.addDeletionOverride('env');
    // projen's built-in shell takes a step that a signal killed, by want of memory for example, for one that succeeded.
    tasks.addOverride('shell', 'system');
  }

  private defineDefault(): void {
    this.app.defaultTask!.reset();
    this.app.defaultTask!.execArgs([...this.app.kit.nodeCommand, '.projenrc.ts']);
  }

  private defineSynth(): void {
    const synth = this.app.tasks.tryFind('synth')!;
    synth.reset();
    synth.env('BUNDLING_PURPOSE', 'develop');
    // aws-cdk-lib's template check doubles the time of a synth: `assemble` and `test:bundling` make it, strictly.
    synth.env('CDK_VALIDATION', 'false');
    synth.execArgs(['cdk', 'synth', '--quiet', '--no-notices'], { receiveArgs: true });
  }

  private defineTest(): void {
    const { app } = this;
    const typecheck = app.addTask('typecheck', { description: 'Type-checks the CDK app and its tests', execArgs: [...app.kit.typecheckCommand, 'tsconfig.dev.json'] });
    const jest = { env: { BUNDLING_PURPOSE: 'unit', CDK_VALIDATION: 'false' }, receiveArgs: true };
    const unit = app.addTask('test:unit', {
      ...jest, description: 'Runs the tests of the stacks', execArgs: ['jest', '--ci', '--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=<rootDir>/test/integration/'],
    });
    app.addTask('test:integration', {
      ...jest, description: 'Runs the tests of the app on an AWS on this machine', execArgs: ['jest', '--ci', '--runInBand', '--testPathPatterns=test/integration/'],
    });
    app.testTask.reset();
    app.testTask.description = 'Runs eslint, the type check, jest, ruff and pytest';
    for (const task of [app.tasks.tryFind('eslint')!, typecheck, unit, app.tasks.tryFind('test:python')!]) app.testTask.spawn(task);
  }

  /** Upstream's own tests: a team runs them when it has changed the kit. */
  private defineKitTests(): void {
    const script = (name: string) => ['npm', 'run', '--silent', name, '--workspace', KIT_FOLDER, '--'];
    const unit = this.app.addTask('test:kit:unit', { description: "Runs the kit's own tests that need neither Docker nor AWS", execArgs: script('test'), receiveArgs: true });
    const kit = this.app.addTask('test:kit', { description: 'Checks the kit itself: eslint, types, and its own tests' });
    kit.execArgs(script('lint'));
    kit.execArgs(script('typecheck'));
    kit.spawn(unit);
    for (const tier of KIT_TIERS) {
      this.app.addTask(`test:kit:${tier}`, { description: `Runs the tier ${tier} of the kit's own tests`, execArgs: script(`test:${tier}`), receiveArgs: true });
    }
    this.app.addTask('docs:kit', { description: "Makes the kit's reference of options and commands anew", execArgs: script('docs') });
    this.app.addTask('bench', {
      description: 'Measures bundling side by side with the CDK recipe, as ratios from one run', execArgs: script('bench'), receiveArgs: true,
    });
  }
}
