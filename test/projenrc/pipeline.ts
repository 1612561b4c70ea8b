import { createRequire } from 'node:module';
import { synth } from './synth';
import type { PythonLambdaAppOptions } from '../../projenrc';

/** A job of `.gitlab-ci.yml`, as far as tests look at it. */
export interface Job {
  readonly stage?: string;
  readonly extends?: readonly string[];
  readonly needs?: readonly string[];
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly services?: readonly Record<string, any>[];
  readonly artifacts?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly id_tokens?: object;
  readonly tags?: readonly string[];
}

export interface Pipeline {
  readonly document: Record<string, any>;
  /** The jobs that run, without templates. */
  readonly jobs: Readonly<Record<string, Job>>;
  /** The `before_script` that GitLab takes for a job: of the last template that has one, unless the job has its own. */
  beforeScript(job: string): readonly string[];
}

/** projen brings the parser along; it is no package of this project. */
const { parse } = createRequire(require.resolve('projen'))('yaml') as { parse(text: string): Record<string, any> };

/** The pipeline that is generated for these options, parsed. */
export function pipelineOf(options: Partial<PythonLambdaAppOptions> = {}): Pipeline {
  const document = parse(synth(options).text('.gitlab-ci.yml'));
  const jobs = Object.fromEntries(Object.entries(document).filter(([name, job]) => !name.startsWith('.') && job?.script)) as Record<string, Job>;
  const beforeScript = (name: string) => {
    const own: Job = jobs[name];
    const inherited = (own.extends ?? []).map((template) => (document[template] as Job).before_script).filter((script) => script !== undefined);
    return own.before_script ?? inherited.at(-1) ?? [];
  };
  return { document, jobs, beforeScript };
}
