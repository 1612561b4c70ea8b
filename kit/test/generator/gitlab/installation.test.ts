import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS } from './configs';
import { documentOf, jobOf, linesOf, pipelineOf } from './pipeline';
import { installation } from '../../../src/generator/gitlab/installation';
import { temporaryFolder } from '../../project/synth';

const { byLock, fromCache, kept } = installation(true);
const TAR = '.installed/packages.tar';
const SUMS = '.installed/sums';

/** A checkout of a project with a kit in it. */
let root: string;

/** Stands in for npm: it puts two packages where npm does, and says in a file that it ran. */
const NPM = `#!/bin/sh
[ "$1" = ci ] || exit 64
[ -e npm-fails ] && exit 1
echo ran >> npm-ran
mkdir -p node_modules/one kit/node_modules/two
echo installed > node_modules/one/index.js
echo installed > kit/node_modules/two/index.js
ln -sfn ../kit node_modules/python-lambda-kit
`;

beforeEach(() => {
  root = temporaryFolder();
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'kit'));
  write('bin/npm', NPM, 0o755);
  write('bin/node', 'version 24', 0o755);
  for (const file of ['package.json', 'package-lock.json', 'kit/package.json']) write(file, `{"name": "${file}"}\n`);
});

describe('a job that takes its packages from the cache', () => {
  beforeEach(() => {
    expect(run([...fromCache, ...kept])).toEqual({ status: 0, ran: true });
    fresh();
  });

  test('has what npm ci installed, in every folder of the workspace, without npm ci', () => {
    expect(run(fromCache)).toEqual({ status: 0, ran: false });
    expect(installed()).toEqual(['installed\n', 'installed\n']);
    expect(readFileSync(join(root, 'node_modules/python-lambda-kit/package.json'), 'utf8')).toContain('kit/package.json');
  });

  test.each<[string, () => void]>([
    ['is not there', () => rmSync(join(root, '.installed'), { recursive: true })],
    ['is empty', () => write(TAR, '')],
    ['was cut off', () => truncateSync(join(root, TAR), 1024)],
    ['was cut off where tar sees no end', () => truncateSync(join(root, TAR), 512)],
    ['has another byte', () => write(TAR, readFileSync(join(root, TAR), 'latin1').replace('installed\n', 'Installed\n'))],
    ['was left before its sums', () => rmSync(join(root, SUMS))],
    ['has the sums of nothing', () => write(SUMS, '')],
    ['is for another lock', () => write('package-lock.json', '{}')],
    ['is for another package.json', () => write('package.json', '{}')],
    ["is for another package.json of the kit's", () => write('kit/package.json', '{}')],
    ['is for another Node', () => write('bin/node', 'version 26', 0o755)],
    ['has sums that leave the lock out', () => write(SUMS, readFileSync(join(root, SUMS), 'utf8').replace(/^.*package-lock.*\n/m, ''))],
    ['is a folder', () => {
      rmSync(join(root, TAR));
      mkdirSync(join(root, TAR));
    }],
  ])('installs by the lock when the file %s', (_, spoil) => {
    spoil();
    expect(run(fromCache)).toEqual({ status: 0, ran: true });
    expect(installed()).toEqual(['installed\n', 'installed\n']);
  });

  test('installs by the lock when tar fails half way, and nothing of that is left', () => {
    write('bin/tar', '#!/bin/sh\nmkdir -p node_modules/half kit/node_modules/half\nexit 2\n', 0o755);
    expect(run(fromCache)).toEqual({ status: 0, ran: true });
    expect(['node_modules/half', 'kit/node_modules/half', '.installed'].filter((path) => existsSync(join(root, path)))).toEqual([]);
  });

  test('unpacks nothing over packages that an earlier job left', () => {
    mkdirSync(join(root, 'node_modules/stale'), { recursive: true });
    expect(run(fromCache)).toEqual({ status: 0, ran: true });
    expect(existsSync(join(root, 'node_modules/stale'))).toBe(false);
  });

  test('fails as npm ci does where that fails', () => {
    write('package-lock.json', '{}');
    write('npm-fails', '');
    expect(run(fromCache)).toMatchObject({ status: 1 });
  });

  test('and that fills it, leaves what fits as it is, and replaces what does not', () => {
    const before = readFileSync(join(root, SUMS), 'utf8');
    expect(run([...fromCache, ...kept])).toEqual({ status: 0, ran: false });
    expect(readFileSync(join(root, SUMS), 'utf8')).toBe(before);
    fresh();
    truncateSync(join(root, TAR), 512);
    expect(run([...fromCache, ...kept])).toEqual({ status: 0, ran: true });
    fresh();
    expect(run(fromCache)).toEqual({ status: 0, ran: false });
  });
});

test('a job that fills the cache passes when that fails, and leaves none', () => {
  write('bin/tar', '#!/bin/sh\nhead -c 1024 /dev/zero > "$2"\nexit 2\n', 0o755);
  expect(run([...fromCache, ...kept])).toEqual({ status: 0, ran: true });
  expect(existsSync(join(root, '.installed'))).toBe(false);
});

test('a project that has its kit from a registry has one folder of packages', () => {
  const { fromCache: lines, kept: filling } = installation(false);
  rmSync(join(root, 'kit'), { recursive: true });
  write('bin/npm', '#!/bin/sh\necho ran >> npm-ran\nmkdir -p node_modules/one\n', 0o755);
  expect(run([...lines, ...filling])).toEqual({ status: 0, ran: true });
  rmSync(join(root, 'node_modules'), { recursive: true });
  rmSync(join(root, 'npm-ran'));
  expect(run(lines)).toEqual({ status: 0, ran: false });
  expect(existsSync(join(root, 'node_modules/one'))).toBe(true);
});

const RELEASING = /^(bundle|assemble|diff|plan|deploy|smoke|rollback|drift)/;

describe.each(Object.entries(CONFIGS))('%s', (_, config) => {
  const pipeline = pipelineOf(documentOf(config));
  const jobs = [...pipeline.jobs.keys()].map((name) => ({ name, job: jobOf(pipeline, name), lines: linesOf(jobOf(pipeline, name)) }));

  test('what makes, plans or deploys a release installs by the lock, and knows no cache', () => {
    const releasing = jobs.filter(({ name }) => RELEASING.test(name));
    expect(releasing.filter(({ lines }) => !lines.includes(byLock[0]) || lines.join().includes('.installed')).map(({ name }) => name)).toEqual([]);
    expect(releasing.filter(({ job }) => job.cache).map(({ name }) => name)).toEqual([]);
  });

  test('every other job takes its packages from the cache, which one job fills', () => {
    const others = jobs.filter(({ name }) => !RELEASING.test(name));
    const restoring = ({ job }: typeof jobs[number]) => job.cache?.find(({ paths }: { paths: string[] }) => paths.includes('.installed/'));
    expect(others.filter((job) => !restoring(job) || !job.lines.join().includes('tar -xof')).map(({ name }) => name)).toEqual([]);
    expect(jobs.filter(({ lines }) => lines.join().includes('tar -cf')).map(({ name }) => name)).toEqual(['lint']);
    expect(others.filter((job) => restoring(job).policy !== 'pull').map(({ name }) => name)).toEqual(['lint']);
  });
});

/** As GitLab's shell runs them: it ends at the first that fails, also within a pipe. */
function run(lines: readonly string[]): { status: number | null; ran: boolean } {
  const script = ['set -eo pipefail', ...lines].join('\n');
  const { status, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    cwd: root, env: { PATH: `${join(root, 'bin')}:${process.env.PATH}` }, encoding: 'utf8', timeout: 60_000,
  });
  expect(stderr).toBe('');
  return { status, ran: existsSync(join(root, 'npm-ran')) };
}

/** The checkout of another job, with the cache that GitLab restored. */
function fresh(): void {
  for (const path of ['node_modules', 'kit/node_modules', 'npm-ran']) rmSync(join(root, path), { recursive: true, force: true });
}

function installed(): string[] {
  return ['node_modules/one/index.js', 'kit/node_modules/two/index.js'].map((path) => readFileSync(join(root, path), 'utf8'));
}

function write(path: string, content: string, mode = 0o644): void {
  writeFileSync(join(root, path), content, 'latin1');
  chmodSync(join(root, path), mode);
}
