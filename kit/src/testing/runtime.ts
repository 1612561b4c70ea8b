import type { EventOutcome } from './outcome';
import type { Bundle } from '../bundling/bundle';
import type { SampleEvent } from '../config/sample-events';

/** What the stack gives a function. */
export interface Limits {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/** What Lambda gives a function of which a stack says nothing. */
export const DEFAULT_LIMITS: Limits = { memoryMb: 128, timeoutSeconds: 3 };

/** A function as it is about to be run. */
export interface TestSubject {
  readonly bundle: Bundle;
  readonly limits: Limits;
  readonly variables: Readonly<Record<string, string>>;
  readonly events: readonly SampleEvent[];
}

/** A function that can be invoked, one event after the other. */
export interface Session {
  invoke(event: SampleEvent): Promise<EventOutcome>;
  /** What went wrong beside the events, known at the end. */
  problems(): string[];
}

/** Where functions run. */
export interface Runtime {
  readonly name: 'docker' | 'local';
  /**
   * Starts a function and ends it after `work` with all that it started, whatever happens.
   *
   * @throws Failure when the runtime, and not the function, is the cause
   */
  withFunction<T>(subject: TestSubject, work: (session: Session) => Promise<T>): Promise<T>;
}

/** What every Lambda function finds in its environment, besides what the stack sets. */
export function lambdaVariables({ bundle: { plan: { function: fn } }, limits, variables }: TestSubject): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_SESSION_TOKEN: 'testing',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(limits.memoryMb),
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(limits.timeoutSeconds),
    AWS_EXECUTION_ENV: `AWS_Lambda_python${fn.pythonVersion}`,
    TZ: ':UTC',
    ...variables,
  };
}
