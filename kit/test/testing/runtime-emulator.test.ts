import { judge } from '../../src/testing/runtime-emulator';
import type { EmulatorAnswer } from '../../src/testing/runtime-emulator-output';

/** Lines as the runtime emulator writes them to its standard error. */
function lines(...said: string[]): string {
  return said.map((line) => `23 Nov 2026 13:48:39,672 [INFO] (rapid) ${line}\n`).join('');
}

const READY = lines('INIT RTDONE(status: success)', 'INIT REPORT(durationMs: 65.981000)');
const NOT_READY = lines('INIT RTDONE(status: error)', 'INIT REPORT(durationMs: 3006.606000)');
const ID = 'e9b34faa-350f-4d0a-bdd8-5c8628096b31';

/** Answers and log lines as the runtime emulator of awslambdaric 4.2.2 wrote them. */
function judged(answer: Partial<EmulatorAnswer>, ofEmulator = READY, ofFunction = '') {
  return judge({ began: 1, status: 200, body: 'null', ms: 70, peak: 32_161_792, kills: 0, temporary: 0, ...answer }, {
    limits: { memoryMb: 128, timeoutSeconds: 3 }, variables: { API_KEY: 'very-secret' }, log: { ofEmulator, ofFunction }, killsBefore: 0,
  });
}

function error(errorType: string, errorMessage: string, requestId: string): Partial<EmulatorAnswer> {
  return { body: JSON.stringify({ errorMessage, errorType, requestId, stackTrace: [] }) };
}

function exit(words: string): Partial<EmulatorAnswer> {
  return { status: 502, body: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${ID} Error: ${words}` }) };
}

const TOO_LARGE = JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).' });

test.each([
  ['an answer', {}, READY, 'passed', 'it answered'],
  ['an error', error('ValueError', 'bad', ID), READY, 'handler-error', 'ValueError: bad'],
  ['an answer that is no JSON', error('Runtime.MarshalError', 'Unable to marshal', ID), READY, 'handler-error', 'Runtime.MarshalError: Unable to marshal'],
  ['an error with a secret', error('ValueError', 'very-secret', ID), READY, 'handler-error', 'ValueError: ***'],
  ['a failed import', { ...error('RuntimeError', 'boom', ''), status: 502 }, NOT_READY, 'import-error', 'RuntimeError: boom'],
  ['a timeout', { body: 'Task timed out after 3.00 seconds' }, READY, 'timeout', 'it did not answer within 3 s'],
  ['an import that hangs', { body: 'Task timed out after 3.00 seconds' }, NOT_READY, 'timeout', 'it did not finish the import of its handler within 3 s'],
  ['no answer', { status: 0, body: '' }, READY, 'timeout', 'it did not answer within 3 s'],
  ['an exit with 0', exit('Runtime exited without providing a reason'), READY, 'crash', 'while it handled the event, it exited with 0 in the middle, without an answer'],
  ['an exit with 3', exit('Runtime exited with error: exit status 3'), READY, 'crash', 'while it handled the event, it exited with 3'],
  ['a signal', exit('Runtime exited with error: signal: segmentation fault'), READY, 'crash', 'while it handled the event, it was ended by the signal segmentation fault'],
  ['an exit during the import', { status: 502, body: '' }, NOT_READY + lines('Process runtime-1 exited: exit status 4'), 'crash', 'while the handler was imported, it exited with 4'],
  ['an answer that is too large', { status: 502, body: TOO_LARGE }, READY, 'handler-error', 'it answered with too many bytes, and Lambda takes 6291556'],
  ['an answer that only reads so', { body: TOO_LARGE }, READY, 'passed', 'it answered'],
  ['want of memory', { ...exit('Runtime exited with error: signal: killed'), kills: 1 }, READY, 'out-of-memory', 'it needs more than its 128 MB of memory'],
] as const)('%s', (_, answer, log, kind, message) => {
  expect(judged(answer, log)).toMatchObject({ kind, message });
});

test('an answer that looks a little like an error is an answer', () => {
  const body = JSON.stringify({ errorMessage: 'none' });
  expect(judged({ body })).toMatchObject({ kind: 'passed', answer: body });
});

test('the INIT time is that of a successful import, and not of the REPORT line', () => {
  const report = 'REPORT RequestId: b28e311b	Init Duration: 0.07 ms	Duration: 71.39 ms\n';
  expect(judged({}, READY, report)).toMatchObject({ initMs: 66, ms: 70, memoryBytes: 32_161_792 });
  expect(judged({}, '', report).initMs).toBeUndefined();
  expect(judged({ body: 'Task timed out after 3.00 seconds' }, NOT_READY).initMs).toBeUndefined();
});

test('what a function prints is not taken for the words of the runtime emulator', () => {
  const three = exit('Runtime exited with error: exit status 3');
  expect(judged(three, READY, NOT_READY)).toMatchObject({ message: 'while it handled the event, it exited with 3', initMs: 66 });
  // Where it finds its way into the runtime emulator's stream, it lacks the form of the runtime emulator's lines.
  expect(judged(three, `INIT RTDONE(status: error)\nthe ${NOT_READY.split('\n')[0]}\n${READY}`).message).toBe('while it handled the event, it exited with 3');
  expect(judged({}, '', READY).initMs).toBeUndefined();
});

test('the log is what the function printed, with an error in lines', () => {
  const log = 'START RequestId: 1 Version: $LATEST\nhello very-secret\n[ERROR] ValueError: bad\rTraceback\r  line 1\nEND RequestId: 1\n';
  expect(judged({}, READY, log).log).toBe('hello ***\n[ERROR] ValueError: bad\nTraceback\n  line 1');
});

test('what is in /tmp counts as memory in Docker, and that is told', () => {
  expect(judged({ kills: 1, temporary: 300e6 }).message).toContain('/tmp has 300 MB in it');
});
