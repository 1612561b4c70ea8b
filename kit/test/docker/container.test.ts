import { engineFailed, withContainer } from '../../src/docker/container';
import { failureOf, fakeProgram, temporaryFolder } from '../project/workspace';

/** A stand-in for an engine that tells this of its containers. */
function engineThat(tells: string, others = ''): void {
  process.env.CDK_DOCKER = fakeProgram('docker', `#!/bin/sh\ncase "$1" in inspect) ${tells};; ${others} esac\n`);
}

const ended = (code: number) => ({ code, stdout: '', output: '' });

describe('a container that ended badly', () => {
  test.each<[string, string, number, boolean]>([
    ['by itself', 'echo exited 1', 1, false],
    ['before it was started', 'echo created 127', 1, false],
    ['by a kill', 'echo exited 137', 137, true],
    ['for a command that the engine did not take', 'echo created 0', 125, true],
    ['only for the client, and runs on', 'echo running 0', 1, true],
    ['in another way than the client says', 'echo exited 255', 1, true],
    ['with an engine that is gone', 'exit 1', 1, true],
    ['with an engine that hangs', 'sleep 600', 1, true],
    ['with an engine that knows nothing of it', 'true', 1, true],
  ])('%s', async (_, tells, code, failed) => {
    engineThat(tells);
    process.env.BUNDLING_DEADLINE_SECONDS = '1';
    expect(await engineFailed('some-id', ended(code))).toBe(failed);
  });
});

describe('files that could not be copied', () => {
  const options = { image: 'image', architecture: 'x86_64', command: ['true'], env: {}, functions: ['orders'] } as const;
  const copy = () => failureOf(() => withContainer(options, ({ copyIn }) => copyIn(temporaryFolder(), '/input')));

  test('for want of space are told as such', async () => {
    engineThat('echo created 0', 'cp) echo "no space left on device" >&2; exit 1;;');
    expect(await copy()).toMatchObject({ code: 74, output: 'no space left on device' });
  });

  test('for want of an engine are, too', async () => {
    engineThat('exit 1', 'cp) echo "gone" >&2; exit 1;;');
    expect(await copy()).toMatchObject({ code: 75, message: 'Docker failed while files were copied (exit code 1)' });
  });
});
