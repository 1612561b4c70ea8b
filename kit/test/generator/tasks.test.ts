import { COMMANDS } from '../../src/config/commands';
import { synth } from '../project/synth';

interface Step {
  readonly exec?: string;
  readonly execArgs?: readonly string[];
  readonly spawn?: string;
  readonly receiveArgs?: boolean;
}

interface Task {
  readonly name: string;
  readonly description?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

const { tasks, env } = synth().json<{ tasks: Record<string, Task>; env?: object }>('.projen/tasks.json');
const NAMES = Object.keys(COMMANDS);

test('no task sets the purpose of a command: the program does, so a person who calls it gets the same', () => {
  for (const name of NAMES) expect(tasks[name].env ?? {}).not.toHaveProperty('BUNDLING_PURPOSE');
  for (const task of Object.values(tasks)) expect(task.env ?? {}).not.toHaveProperty('BUNDLING_MODE');
});

describe('commands', () => {
  test.each(NAMES)('%s is a command of the program', (name) => {
    expect(tasks[name].steps).toEqual([{ execArgs: ['python-lambda', name], receiveArgs: true }]);
  });

  test.each([...NAMES, 'typecheck', 'test:unit', 'test:integration', 'synth'])('%s tells what it does', (name) => {
    expect(tasks[name].description).toMatch(/^[A-Z].{10,}/);
  });
});

describe('test', () => {
  test('lints, type-checks, and runs the TypeScript and the Python tests', () => {
    expect(tasks.test.steps).toEqual([{ spawn: 'eslint' }, { spawn: 'typecheck' }, { spawn: 'test:unit' }, { spawn: 'test:python' }]);
  });

  test('finds mistakes and fixes none', () => {
    expect(argumentsOf('eslint')).not.toContain('--fix');
    expect(argumentsOf('eslint')).toEqual(expect.arrayContaining(['src', '.projenrc.ts', 'test']));
    expect(argumentsOf('test:unit').slice(0, 2)).toEqual(['jest', '--ci']);
  });

  test('type-checks the app and its tests', () => {
    expect(argumentsOf('typecheck')).toEqual(['tsc', '--project', 'tsconfig.dev.json']);
  });

  test('leaves out what needs an AWS', () => {
    expect(argumentsOf('test:unit')).toContain('--testPathIgnorePatterns=<rootDir>/test/integration/');
  });
});

describe('the list of tasks', () => {
  test('has none that do nothing here, or that take away what is in no commit, beside the daily ones', () => {
    for (const name of ['build', 'pre-compile', 'compile', 'post-compile', 'package', 'clobber', 'eject']) expect(tasks).not.toHaveProperty(name);
    for (const { name, steps = [] } of Object.values(tasks)) expect({ name, steps: steps.length }).not.toMatchObject({ steps: 0 });
  });

  test('has a description of each', () => {
    expect(Object.values(tasks).filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });
});

describe('the kit', () => {
  test('is not tested where it is a package', () => {
    expect(Object.keys(tasks).filter((name) => name.startsWith('test:kit'))).toEqual([]);
  });
});

describe('a shell', () => {
  const steps = Object.values(tasks).flatMap((task) => (task.steps ?? []).map((step) => ({ ...step, task: task.name })));

  test('never gets the arguments that a person gives', () => {
    expect(steps.filter(({ exec, receiveArgs }) => exec !== undefined && receiveArgs)).toEqual([]);
  });

  test("runs for projen's own chores only, so no option and no stage can be read as its syntax", () => {
    const own = steps.filter(({ exec }) => exec !== undefined).map(({ task }) => task);
    expect([...new Set(own)].sort()).toEqual(['install', 'install:ci']);
  });

  test('is not asked for the PATH before every task, which costs half a second', () => {
    expect(env).toBeUndefined();
  });
});

function argumentsOf(name: string): readonly string[] {
  return (tasks[name].steps ?? []).flatMap(({ execArgs }) => execArgs ?? []);
}
