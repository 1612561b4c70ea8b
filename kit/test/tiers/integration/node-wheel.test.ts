import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '../../../src/config/policy';
import { nodeRequirement } from '../../../src/generator/gitlab/node-wheel';
import { type RunResult, run } from '../../../src/kernel/subprocess';
import { temporaryFolder } from '../../project/workspace';

jest.setTimeout(300_000);

const PLATFORMS: Readonly<Record<Architecture, string>> = { x86_64: 'manylinux_2_28_x86_64', arm64: 'manylinux_2_28_aarch64' };

/** Downloads it as the job that bundles installs it, for a processor that this need not be. */
async function download(architecture: Architecture, requirement: string): Promise<RunResult & { files: string[] }> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'node.txt'), `${requirement}\n`);
  const result = await run('python3', [
    '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary', ':all:',
    '--platform', PLATFORMS[architecture], '--dest', join(folder, 'node'), '--requirement', join(folder, 'node.txt'),
  ], { deadlineSeconds: 240, env: { PIP_NO_CACHE_DIR: '1', TMPDIR: folder } });
  return { ...result, files: existsSync(join(folder, 'node')) ? readdirSync(join(folder, 'node')) : [] };
}

test.each(Object.keys(PLATFORMS) as Architecture[])("the index has the pinned Node for %s, with the kit's hash", async (architecture) => {
  const { code, output, files } = await download(architecture, nodeRequirement(architecture));
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(files).toEqual([expect.stringMatching(new RegExp(`-${PLATFORMS[architecture]}\\.whl$`))]);
});

test('a Node with another hash is refused', async () => {
  const { code, output, files } = await download('x86_64', nodeRequirement('x86_64').replace(/[0-9a-f]{64}$/, '0'.repeat(64)));
  expect({ code, files }).toEqual({ code: 1, files: [] });
  expect(output).toContain('DO NOT MATCH THE HASHES');
});
