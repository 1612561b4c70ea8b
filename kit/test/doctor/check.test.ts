import { ask, timedOut, words } from '../../src/doctor/check';
import { Deadline } from '../../src/doctor/deadline';
import { fakeProgram } from '../project/workspace';

const said = (output: string) => words({ code: 1, stdout: '', output });

test('an answer that does not come within the limit is told as that, and nothing is thrown', async () => {
  process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\nsleep 30\n');
  const result = await ask({ deadline: new Deadline(60) }, ['info'], 0.2);
  expect(timedOut(result)).toBe(true);
  expect(result.output).toMatch(/docker info did not end within the limit$/);
});

test('what a client says is told without what it always says', () => {
  expect(said("docker: 'buildx' is not a docker command.\nSee 'docker --help'\n")).toBe("docker: 'buildx' is not a docker command.");
  expect(said('{"Client":{"Version":"28"},"Server":null}\nCannot connect\n')).toBe('Cannot connect');
  expect(said('null\n')).toBe('it says nothing');
});
