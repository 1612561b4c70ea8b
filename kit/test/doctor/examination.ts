import type { Examination } from '../../src/doctor/check';
import { Deadline } from '../../src/doctor/deadline';
import { endpointOf } from '../../src/doctor/endpoint';
import { fakeProgram } from '../project/workspace';

/** What a check is handed, in a pipeline and without anything set. */
export function examination(given: Partial<Examination> = {}): Examination {
  const env = given.env ?? {};
  return {
    env, root: '/builds/app', temporary: '/tmp', place: 'gitlab', deadline: new Deadline(0), endpoint: endpointOf(env, '/home/me'), onWait: () => undefined, ...given,
  };
}

/** A docker that prints something for what it is asked first, such as `version` or `import`, and fails with it from `!` on. */
export function fakeDocker(answers: Readonly<Record<string, string>>): void {
  const cases = Object.entries(answers).map(([asked, answer]) => {
    const fails = answer.startsWith('!');
    return `${asked})\ncat ${fails ? '>&2 ' : ''}<<'END'\n${fails ? answer.slice(1) : answer}\nEND\nexit ${fails ? 1 : 0};;`;
  });
  process.env.CDK_DOCKER = fakeProgram('docker', `#!/bin/sh\ncase "$1" in\n${cases.join('\n')}\nesac\n`);
}
