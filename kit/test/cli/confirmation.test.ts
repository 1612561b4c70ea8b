import { execFileSync } from 'node:child_process';
import { KIT } from '../project/places';

/** Runs a program in a pseudo terminal, types an answer when it is asked, and tells what was shown and how it ended. */
const TERMINAL = `
import os, pty, sys
answer, args = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(args[0], args)
shown, typed = b'', False
while True:
    try:
        data = os.read(terminal, 1024)
    except OSError:
        break
    if not data:
        break
    shown += data
    if b'(y/N)' in shown and not typed:
        typed = True
        os.write(terminal, answer.encode().decode('unicode_escape').encode())
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
sys.stdout.write(shown.decode())
`;

/** Asks as the commands do, and tells of the failure as they do. */
const ASKING = `
const { confirm } = require('./src/cli/confirmation');
confirm('Remove it?', 'npx projen destroy development').then(() => console.log('GO ON'), (failure) => { console.log(failure.message); process.exitCode = failure.code; });
`;

function answered(answer: string): { code: number; shown: string } {
  const args = ['-c', TERMINAL, answer, process.execPath, '--conditions=@python-lambda/source', '--import', 'tsx', '--eval', ASKING];
  const [code, ...shown] = execFileSync('python3', args, { cwd: KIT, encoding: 'utf8', timeout: 60_000 }).split('\n');
  return { code: Number(code), shown: shown.join('\n') };
}

test.each([['y\\n', 'y'], ['YES\\n', 'YES']])('at a terminal, %s goes on', (answer) => {
  const { code, shown } = answered(answer);
  expect({ code, shown }).toEqual({ code: 0, shown: expect.stringMatching(/Remove it\? \(y\/N\)[^]*GO ON/) });
});

test.each([['\\n'], ['n\\n'], ['yep\\n'], ['\\x04']])('at a terminal, %j changes nothing: 64', (answer) => {
  const { code, shown } = answered(answer);
  expect({ code, shown }).toEqual({ code: 64, shown: expect.stringContaining('it was not confirmed, and nothing was changed') });
});

test('at a terminal, Ctrl-C is an interrupt', () => {
  expect(answered('\\x03')).toEqual({ code: -2, shown: expect.not.stringContaining('GO ON') }); // ended by SIGINT
});
