import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { synth } from './synth';
import { PURPOSES, decide } from '../../src/bundling/policy';

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

const CHECKOUT = resolve(__dirname, '../..');
const { tasks, env } = synth().json<{ tasks: Record<string, Task>; env?: object }>('.projen/tasks.json');
const COMMANDS = [
  'bundle', 'bundle:history', 'bundle:prune', 'lock', 'bundling:explain', 'test:bundling', 'test:python', 'local', 'assemble', 'guard', 'deploy', 'diff', 'plan',
  'smoke', 'rollback', 'drift', 'doctor', 'pipeline:lint', 'gitlab:access', 'destroy', 'watch',
];

describe('purposes', () => {
  const withPurpose = Object.values(tasks).filter((task) => task.env?.BUNDLING_PURPOSE);
  const purposes = Object.fromEntries(withPurpose.map((task) => [task.name, task.env?.BUNDLING_PURPOSE]));

  test('are set by these tasks, and by no other', () => {
    expect(purposes).toEqual({
      'test:unit': 'unit',
      'synth': 'develop',
      'watch': 'develop',
      'local': 'develop',
      'bundle': 'develop',
      'test:bundling': 'verify',
    });
  });

  test('are ones that the policy knows', () => {
    expect(PURPOSES).toEqual(expect.arrayContaining([...new Set(Object.values(purposes))]));
  });

  test.each(['synth', 'local', 'bundle'])('make %s build a bundle in a pipeline too, where CI is set', (name) => {
    const policy = { unit: 'skip', develop: 'local', verify: 'docker', release: 'docker' } as const;
    expect(decide(policy, { ...tasks[name].env, CI: 'true' }).mode).toBe('local');
  });

  test.each([
    'deploy', 'assemble', 'diff', 'plan', 'smoke', 'rollback', 'drift', 'gitlab:access', 'destroy',
  ])('are chosen by %s itself, as they depend on the stage', (name) => {
    expect(tasks[name].env ?? {}).not.toHaveProperty('BUNDLING_PURPOSE');
  });

  test('leave the mode to the policy', () => {
    for (const task of Object.values(tasks)) expect(task.env ?? {}).not.toHaveProperty('BUNDLING_MODE');
  });
});

describe('commands', () => {
  test.each(COMMANDS)('%s runs its file in src/commands', (name) => {
    const file = `src/commands/${name.replaceAll(':', '-')}.ts`;
    expect(tasks[name].steps).toEqual([{ execArgs: ['node', '--import', 'tsx', file], receiveArgs: true }]);
    expect(existsSync(join(CHECKOUT, file))).toBe(true);
  });

  test('are these, and every file that is one has a task', () => {
    const folder = join(CHECKOUT, 'src/commands');
    const files = readdirSync(folder).filter((file) => /^void main\(/m.test(readFileSync(join(folder, file), 'utf8')));
    expect(files.sort()).toEqual(COMMANDS.map((name) => `${name.replaceAll(':', '-')}.ts`).sort());
  });

  test.each([...COMMANDS, 'typecheck', 'test:unit', 'test:docker', 'test:pages', 'test:pipeline', 'synth'])('%s tells what it does', (name) => {
    expect(tasks[name].description).toMatch(/^[A-Z].{10,}/);
  });
});

describe('test', () => {
  test('lints, type-checks, and runs the TypeScript and the Python tests', () => {
    expect(tasks.test.steps).toEqual([{ spawn: 'eslint' }, { spawn: 'typecheck' }, { spawn: 'test:unit' }, { spawn: 'test:python' }]);
  });

  test('finds mistakes and mends none', () => {
    expect(argumentsOf('eslint')).not.toContain('--fix');
    expect(argumentsOf('eslint')).toEqual(expect.arrayContaining(['src', 'projenrc', '.projenrc.ts', 'test']));
    expect(argumentsOf('test:unit')).toEqual(['jest', '--ci']);
  });

  test('type-checks the whole repository', () => {
    expect(argumentsOf('typecheck')).toEqual(['tsc', '--project', 'tsconfig.dev.json']);
  });

  test('leaves out what needs Docker or an emulator', () => {
    const { jest } = synth().json('package.json');
    const ignored = (path: string) => (jest.testPathIgnorePatterns as string[]).some((pattern) => new RegExp(pattern).test(path));
    for (const room of ['docker', 'integration', 'faults', 'pages', 'pipeline']) expect(ignored(`/checkout/test/${room}/x.test.ts`)).toBe(true);
    for (const room of ['bundling', 'projenrc/gitlab', 'pipeline-lint']) expect(ignored(`/checkout/test/${room}/x.test.ts`)).toBe(false);
  });
});

describe('a shell', () => {
  const steps = Object.values(tasks).flatMap((task) => (task.steps ?? []).map((step) => ({ ...step, task: task.name })));

  test('never gets the arguments that a person gives', () => {
    expect(steps.filter(({ exec, receiveArgs }) => exec !== undefined && receiveArgs)).toEqual([]);
  });

  test("runs for projen's own chores only, so no option and no stage can be read as its syntax", () => {
    const own = steps.filter(({ exec }) => exec !== undefined).map(({ task }) => task);
    expect([...new Set(own)].sort()).toEqual(['clobber', 'install', 'install:ci']);
  });

  test('is not asked for the PATH before every task, which costs half a second', () => {
    expect(env).toBeUndefined();
  });
});

function argumentsOf(name: string): readonly string[] {
  return (tasks[name].steps ?? []).flatMap(({ execArgs }) => execArgs ?? []);
}
