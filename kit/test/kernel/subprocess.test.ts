import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/kernel/subprocess';
import { eventually, failureOf, temporaryFolder } from '../project/workspace';

const node = (script: string, options: Partial<Parameters<typeof run>[2]> = {}) =>
  run(process.execPath, ['-e', script], { deadlineSeconds: 20, ...options });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that ended stays in the table until its parent, which may be slow, takes note.
  return !/^\d+ \(.*\) Z/.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
}

describe('a child process', () => {
  test('hands back its exit code and what it printed', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(result).toMatchObject({ code: 3, stdout: 'out\n' });
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  test('gets its arguments as they are: there is no shell', async () => {
    const { stdout } = await run(process.execPath, ['-p', 'process.argv[1]', '$(echo x); "a b"'], { deadlineSeconds: 20 });
    expect(stdout).toBe('$(echo x); "a b"\n');
  });

  test('has no input to wait for', async () => {
    expect((await node('process.stdin.on("end", () => console.log("end")).resume()')).stdout).toBe('end\n');
  });

  test('runs in the folder that is asked for', async () => {
    const cwd = realpathSync(temporaryFolder());
    expect((await node('console.log(process.cwd())', { cwd })).stdout).toBe(`${cwd}\n`);
  });

  test('has this environment, with variables added and taken away', async () => {
    Object.assign(process.env, { UV_KEPT: 'kept', UV_GONE: 'gone' });
    const { stdout } = await node('console.log(process.env.UV_KEPT, process.env.UV_GONE, process.env.UV_NEW)', { env: { UV_GONE: undefined, UV_NEW: 'new' } });
    expect(stdout).toBe('kept undefined new\n');
  });

  test('that a signal ends has another code than 0', async () => {
    expect((await node('process.kill(process.pid, "SIGKILL")')).code).toBe(137);
    expect((await node('process.kill(process.pid, "SIGINT"); setInterval(() => {}, 1000)')).code).toBe(130);
  });
});

describe('a program that is not there', () => {
  test('has the exit code 127, as in a shell', async () => {
    expect(await run('surely-no-such-program', [], { deadlineSeconds: 20 })).toMatchObject({ code: 127, stdout: '' });
  });

  test('or may not be run has it, too', async () => {
    expect((await run(__filename, [], { deadlineSeconds: 20 })).code).toBe(127);
  });
});

describe('lines of output', () => {
  test('come one by one while the child still runs, whole and without blank ones', async () => {
    const folder = temporaryFolder();
    const lines: string[] = [];
    const child = node(`
      process.stdout.write('fir'); setTimeout(() => process.stdout.write('st\\r\\n\\nsecond\\n'), 50);
      const wait = setInterval(() => { if (require('fs').existsSync('go')) { clearInterval(wait); console.log('third'); } }, 20);`,
    { cwd: folder, onLine: (line) => { lines.push(line); } });
    await eventually(() => lines.length === 2);
    expect(lines).toEqual(['first', 'second']);
    await node("require('fs').writeFileSync('go', '')", { cwd: folder });
    expect((await child).code).toBe(0);
    expect(lines).toEqual(['first', 'second', 'third']);
  });

  test('of a progress bar, which returns to the start of its line, come one by one as well', async () => {
    const lines: string[] = [];
    await node('process.stdout.write("10 %\\r20 %\\rdone\\n")', { onLine: (line) => { lines.push(line); } });
    expect(lines).toEqual(['10 %', '20 %', 'done']);
  });

  test('hold characters that arrive in pieces', async () => {
    const lines: string[] = [];
    await node('const b = Buffer.from("grün\\n"); process.stdout.write(b.subarray(0, 3)); setTimeout(() => process.stdout.write(b.subarray(3)), 50)',
      { onLine: (line) => { lines.push(line); } });
    expect(lines).toEqual(['grün']);
  });
});

test('secrets are taken out of the lines and of the output', async () => {
  process.env.UV_PUBLISH_TOKEN = 'hush-hush-hush';
  const lines: string[] = [];
  const { output } = await node('console.error(process.env.UV_PUBLISH_TOKEN, "https://u:p@example.test/x")', { onLine: (line) => { lines.push(line); } });
  expect(lines).toEqual(['*** https://***@example.test/x']);
  expect(output).toBe('*** https://***@example.test/x\n');
});

describe('a child that does not end in time', () => {
  const WITH_A_CHILD = 'sleep 600 & echo "$$ $!" > pids; echo I wait; wait';

  test('is ended with all that it started, and says so with code 75 and its output', async () => {
    const cwd = temporaryFolder();
    const failure = await failureOf(() => run('sh', ['-c', WITH_A_CHILD], { cwd, deadlineSeconds: 1 }));
    expect(failure).toMatchObject({ code: 75, output: 'I wait\n', message: 'sh did not end within 1 s' });
    const pids = readFileSync(join(cwd, 'pids'), 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await eventually(() => !pids.some(isAlive));
  });
});
