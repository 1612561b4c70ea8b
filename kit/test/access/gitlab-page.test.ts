import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { sampleSettings as settings, KIT, SAMPLE } from '../project/places';

interface Job { extends?: string[]; stage?: string; id_tokens?: unknown; environment?: { action: string } }
interface Row { names: string[]; when: string; docker: string; role: string }

const page = readFileSync(join(KIT, 'docs/gitlab.md'), 'utf8');
const document = parse(readFileSync(join(SAMPLE, '.gitlab-ci.yml'), 'utf8')) as Record<string, Job>;
const jobs = Object.entries(document).filter(([name, job]) => !name.startsWith('.') && job.stage !== undefined);
const rows = tableBelow('## Jobs');

/** Jobs that other options of `.projenrc.ts` bring or take away. */
const OPTIONAL = ['test-docker-bundling', 'plan-<stage>', 'sast', 'secret_detection', 'dependency-scanning'];

describe('the table of jobs in docs/gitlab.md', () => {
  test.each(jobs.map(([name]) => name))('has %s', (name) => {
    expect(rowOf(name)).toBeDefined();
  });

  test('has no job that the pipeline has not', () => {
    const there = jobs.map(([name]) => general(name));
    expect(rows.flatMap(({ names }) => names).filter((name) => !there.includes(name) && !OPTIONAL.includes(name))).toEqual([]);
  });

  test.each(jobs)('tells what %s needs of Docker and AWS', (name, job) => {
    const { docker, role } = rowOf(name)!;
    expect(docker).toMatch(job.extends?.includes('.docker') ? /yes|only if/ : /–|only if/);
    expect(role).toBe(roleOf(job));
  });

  test('tells which jobs are for merge requests and schedules only', () => {
    expect(rows.filter(({ when }) => when === 'merge requests').flatMap(({ names }) => names)).toEqual(['diff-<stage>']);
    expect(rows.filter(({ when }) => when === 'schedules').flatMap(({ names }) => names)).toEqual(['drift-<stage>']);
  });
});

test('the page has what the pipeline keeps an assembly for', () => {
  expect(page).toContain(`for ${(document.assemble as { artifacts?: { expire_in: string } }).artifacts!.expire_in}`);
});

test('the page is short', () => {
  expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

/** A job that only looks says so to GitLab too. */
function roleOf({ id_tokens: token, environment }: Job): string {
  if (!token) return '–';
  return environment?.action === 'access' ? 'read-only' : 'deploy';
}

function rowOf(job: string): Row | undefined {
  return rows.find(({ names }) => names.includes(general(job)));
}

/** A job as the page calls it, whatever the stages of this project are and however many images it needs. */
function general(job: string): string {
  const names = settings.stages.map(({ name }) => name).sort((x, y) => y.length - x.length);
  const stage = names.find((name) => job.endsWith(`-${name}`));
  return stage ? `${job.slice(0, -stage.length)}<stage>` : job.replace(/^bundle-\d+$/, 'bundle');
}

function tableBelow(heading: string): Row[] {
  const lines = page.slice(page.indexOf(`${heading}\n`)).split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => {
    const [, job, , when, docker, role] = line.split('|').map((cell) => cell.trim());
    return { names: [...job.matchAll(/`([^`]+)`/g)].map(([, name]) => name), when, docker, role };
  });
}
