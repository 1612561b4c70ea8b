import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PythonLambdaApp, type PythonLambdaAppOptions } from '../../../src/generator';
import { type Circumstances, type PipelineKind, Pipeline, REFS, type Run, isCreated, jobsOf } from '../../../src/gitlab-lint';
import { addFunction, temporaryFolder } from '../../project/synth';

/** `.gitlab-ci.yml`, parsed: anything may be in it. */
export type Document = Record<string, any>;

/** What is generated, and for which functions. */
export interface Config {
  readonly options?: Partial<PythonLambdaAppOptions>;
  readonly functions?: readonly string[];
}

/** The file that is generated. Only this one is written: a whole project takes three times as long. */
export function generate({ options = {}, functions = ['orders', 'thumbnail'] }: Config = {}): string {
  process.env.PROJEN_DISABLE_POST = 'true'; // or it runs npm install
  const directory = temporaryFolder();
  for (const name of functions) addFunction(directory, name);
  new PythonLambdaApp({ name: 'example', ...options }, directory).tryFindFile('.gitlab-ci.yml')!.synthesize();
  return readFileSync(join(directory, '.gitlab-ci.yml'), 'utf8');
}

export function documentOf(config?: Config): Document {
  return parse(generate(config)) as Document;
}

/** As GitLab reads it: every job with what it extends and what `default` gives it. */
export function pipelineOf(document: Document): Pipeline {
  return Pipeline.parse(JSON.stringify(document)); // which is YAML, too
}

/** A job as GitLab runs it. */
export function jobOf(pipeline: Pipeline, name: string): Document {
  const job = pipeline.jobs.get(name);
  if (!job) throw new Error(`there is no job ${name} in ${[...pipeline.jobs.keys()].join(', ')}`);
  return job.content;
}

/** What a job's shell runs, line by line. */
export function linesOf(job: Document): string[] {
  return [...job.before_script ?? [], ...job.script ?? []];
}

/** Why GitLab starts a pipeline, and for what. */
export interface Situation {
  readonly kind: PipelineKind;
  readonly circumstances: Circumstances;
}

const OPEN = { CI_OPEN_MERGE_REQUESTS: 'group/project!1' };

export function push(branch: string, { withMergeRequest = false } = {}): Situation {
  return { kind: 'branch', circumstances: { refs: { ...REFS, branch }, ...(withMergeRequest && { variables: OPEN }) } };
}

/** Started by a person or a program, for a branch. */
export function start(source: string, branch: string): Situation {
  const { kind, circumstances } = push(branch, { withMergeRequest: true });
  return { kind, circumstances: { ...circumstances, variables: { ...OPEN, CI_PIPELINE_SOURCE: source } } };
}

/** From this project, or started here for a branch of a fork. */
export function mergeRequest(branch: string, { fork = false } = {}): Situation {
  const variables = { CI_PROJECT_ID: '1', CI_MERGE_REQUEST_PROJECT_ID: '1', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: fork ? '2' : '1' };
  return { kind: 'merge-request', circumstances: { refs: { ...REFS, branch }, variables } };
}

export const TAG: Situation = { kind: 'tag', circumstances: {} };
export const SCHEDULE: Situation = { kind: 'schedule', circumstances: {} };

export function creates(pipeline: Pipeline, { kind, circumstances }: Situation): boolean | undefined {
  return isCreated(pipeline, kind, circumstances);
}

/** The jobs of a pipeline, by how they run. */
export function runsOf(pipeline: Pipeline, { kind, circumstances }: Situation): Partial<Record<Run, string[]>> {
  const runs: Partial<Record<Run, string[]>> = {};
  for (const { job: { name }, run } of jobsOf(pipeline, kind, circumstances)) if (run !== 'never') (runs[run] ??= []).push(name);
  return runs;
}
