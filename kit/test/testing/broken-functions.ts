import type { AssembledFunction } from '../../src/assembly/assembly';
import type { FunctionSettings } from '../../src/config/settings';
import type { FunctionResult } from '../../src/testing/function-test';
import type { OutcomeKind } from '../../src/testing/outcome';
import { elf } from '../project/native-file';

export const SECRET = 'fixture-hunter2-hunter2';

/** A function that is wrong in one way on purpose, or right, and what is to be said of it. */
export interface Fixture {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly changes?: Partial<FunctionSettings>;
  readonly memoryMb?: number;
  /** Of the check that fails; `passed` if none does. */
  readonly kind: OutcomeKind;
  readonly message: RegExp;
  /** In its log, or in a warning. */
  readonly log?: RegExp;
  /** The host does not limit it, or the machine would be harmed. */
  readonly dockerOnly?: boolean;
}

const [X86, ARM] = [62, 183];

const EVENT = { 'events/some.json': '{"n": 2}' };

function handler(body: string, imports = 'import os, sys, time'): Record<string, string | Buffer> {
  return { 'handler.py': `${imports}\ndef handler(event, context):\n${body.replace(/^/gm, '    ')}\n`, ...EVENT };
}

/** It starts a process without the function's variables in a session of its own. */
function leavesBehind(options: string): Fixture {
  const start = `subprocess.Popen(['sleep', '986'], start_new_session=True, env={}${options})`;
  return { files: handler(`${start}\nreturn 'done'`, 'import subprocess'), kind: 'passed', message: /it answered/ };
}

export const FIXTURES: Readonly<Record<string, Fixture>> = {
  good: {
    files: { ...handler("return {'doubled': event['n'] * 2, 'at': time.time(), 'table': os.environ['TABLE']}"), 'events/some.expected.json': '{"doubled": 4, "at": "<any>", "table": "table"}' },
    kind: 'passed', message: /as expected/,
  },
  missing_dependency: { files: { 'handler.py': 'import importlib\nimportlib.import_module("yaml")\ndef handler(e, c): return 1\n', ...EVENT }, kind: 'import-error', message: /yaml|cannot be imported/ },
  handler_typo: { files: handler('return 1'), changes: { handler: 'handler.handlr' }, kind: 'bundle-error', message: /handlr/ },
  import_crash: { files: { 'handler.py': "raise RuntimeError('no such luck')\ndef handler(e, c): return 1\n", ...EVENT }, kind: 'import-error', message: /no such luck|cannot be imported/ },
  wrong_architecture: {
    files: { ...handler('return 1'), 'fast.cpython-313-x86_64-linux-gnu.so': elf(ARM) },
    kind: 'bundle-error', message: /fast\.cpython-313-x86_64-linux-gnu\.so is compiled for arm64, not for x86_64/,
  },
  wrong_python: {
    files: { ...handler('return 1'), 'fast.cpython-39-x86_64-linux-gnu.so': elf(X86) },
    kind: 'bundle-error', message: /is an extension for cpython-39-x86_64-linux-gnu, which Python 3.13 on x86_64 does not load/,
  },
  over_size: { files: { ...handler('return 1'), 'large.py': `TEXT = """${'\n'.repeat(262_144_000)}"""\n` }, kind: 'bundle-error', message: /Lambda takes 262144000/ },
  leaked_secret: {
    files: { ...handler('return 1'), 'config.py': `KEY = 'AKIA${'Q'.repeat(16)}'\nSECRET = '${'q7'.repeat(20)}'\n` },
    kind: 'bundle-error', message: /config\.py has an AWS access key with its secret in it/,
  },
  over_budget: { files: handler('return 1'), changes: { budget: { sizeMb: 0.00001, initMs: 1 } }, kind: 'over-budget', message: /its size is .* % of the budget of/ },
  hang: { files: handler("print('waits')\ntime.sleep(60)"), kind: 'timeout', message: /did not answer within 5 s/, log: /waits/ },
  exit_0: { files: handler("print('leaves')\nsys.exit(0)"), kind: 'crash', message: /exited with 0 in the middle/, log: /leaves/ },
  exit_3: { files: handler('os._exit(3)'), kind: 'crash', message: /exited with 3/ },
  killed: { files: handler('os.kill(os.getpid(), 11)'), kind: 'crash', message: /signal (SIGSEGV|segmentation fault)/ },
  bad_event: { files: { ...handler('return event'), 'events/torn.json': '{"n": ' }, kind: 'bad-event', message: /not JSON/ },
  no_events: { files: { 'handler.py': "def handler(e, c): return e['n']\n" }, kind: 'passed', message: /handler was imported/, log: /no sample events/ },
  prints_secrets: {
    files: handler("print('the secret is', os.environ['API_TOKEN'])\nraise ValueError(os.environ['API_TOKEN'])"),
    changes: { testEnvironment: { API_TOKEN: SECRET } }, kind: 'handler-error', message: /ValueError: \*\*\*/, log: /the secret is \*\*\*/,
  },
  wrong_answer: { files: { ...handler("return {'n': 3}"), 'events/some.expected.json': '{"n": 4}' }, kind: 'wrong-answer', message: /n is 3, and 4 is expected/ },
  forks: { files: handler("if os.fork() == 0:\n    os.setsid()\n    time.sleep(300)\nreturn 'done'"), kind: 'passed', message: /it answered/ },
  forks_bare: leavesBehind(''),
  forks_silent: leavesBehind(', stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL'),
  forks_elsewhere: leavesBehind(", cwd='/'"),
  floods: { files: handler("line = 'x' * 1000\nwhile True: print(line)"), kind: 'timeout', message: /did not answer within 5 s/, log: /x{1000}/ },
  fakes_init: {
    files: handler("for line in ('23 Nov 2026 13:48:39,672 [INFO] (rapid) INIT RTDONE(status: error)', 'INIT RTDONE(status: error)'): print(line)\nos._exit(3)"),
    kind: 'crash', message: /^while it handled the event, it exited with 3$/,
  },
  answers_too_much: { files: handler("return 'x' * 6291555"), kind: 'handler-error', message: /answered with (6291557|too many) bytes, and Lambda takes 6291556/ },
  answers_much: { files: handler("return 'x' * 6291554"), kind: 'passed', message: /it answered/ },
  writes_code: { files: handler("open(os.path.join(os.environ['LAMBDA_TASK_ROOT'], 'x'), 'w').close()"), kind: 'handler-error', message: /Read-only file system|files of its own bundle/ },
  fills_tmp: {
    files: handler("with open('/tmp/x', 'wb') as file:\n    for _ in range(700): file.write(bytes(1000000))"),
    memoryMb: 1024, kind: 'handler-error', message: /No space left on device/, dockerOnly: true,
  },
  hoards: { files: handler('kept = []\nwhile True: kept.append(bytearray(5000000))'), kind: 'out-of-memory', message: /more than its 128 MB/, dockerOnly: true },
};

/** What a synth of stacks with these functions would say. */
export function assembledWith(fixtures: typeof FIXTURES): AssembledFunction[] {
  return Object.entries(fixtures).map(([name, { memoryMb = 128 }]) => ({
    stack: 'test', nesting: [], logicalId: name, constructPath: name, handler: 'handler.handler', memorySize: memoryMb, timeoutSeconds: 5, variables: { TABLE: undefined },
    record: { function: name } as AssembledFunction['record'],
  }));
}

/** What was said of each fixture, in the shape of what is to be said of it. */
export function saidOf(results: readonly FunctionResult[]): Record<string, object> {
  return Object.fromEntries(results.map(({ function: name, checks, warnings }) => {
    const check = checks.find(({ kind }) => kind !== 'passed') ?? checks[checks.length - 1];
    return [name, { kind: check.kind, message: check.message, log: [check.log ?? '', ...warnings.map((warning) => warning.message)].join('\n') }];
  }));
}

export function expectedOf(fixtures: typeof FIXTURES): Record<string, object> {
  return Object.fromEntries(Object.entries(fixtures).map(([name, { kind, message, log = /|/ }]) =>
    [name, { kind, message: expect.stringMatching(message), log: expect.stringMatching(log) }]));
}
