import type { StackStatus } from '@aws-sdk/client-cloudformation';

/** What can be done with a stack. */
export type Condition =
  /** It can be deployed. */
  | 'ready'
  /** CloudFormation is at work on it, whoever asked for it. */
  | 'busy'
  /** Its first deployment failed and was taken back: the CDK CLI removes the rest, and makes it anew. */
  | 'never made'
  /** A deployment failed and was left as it was. */
  | 'paused'
  /** A deployment failed, and taking it back failed as well. */
  | 'half rolled back'
  /** It can only be removed. */
  | 'half removed'
  /** Nothing but the console helps. */
  | 'broken';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export const CONDITIONS: Record<StackStatus, Condition> = {
  CREATE_COMPLETE: 'ready',
  CREATE_FAILED: 'paused',
  CREATE_IN_PROGRESS: 'busy',
  DELETE_COMPLETE: 'ready',
  DELETE_FAILED: 'half removed',
  DELETE_IN_PROGRESS: 'busy',
  IMPORT_COMPLETE: 'ready',
  IMPORT_IN_PROGRESS: 'busy',
  IMPORT_ROLLBACK_COMPLETE: 'ready',
  IMPORT_ROLLBACK_FAILED: 'broken',
  IMPORT_ROLLBACK_IN_PROGRESS: 'busy',
  REVIEW_IN_PROGRESS: 'ready', // a plan was made for it, and it is not there yet
  ROLLBACK_COMPLETE: 'never made',
  ROLLBACK_FAILED: 'half removed',
  ROLLBACK_IN_PROGRESS: 'busy',
  UPDATE_COMPLETE: 'ready',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'busy',
  UPDATE_FAILED: 'paused',
  UPDATE_IN_PROGRESS: 'busy',
  UPDATE_ROLLBACK_COMPLETE: 'ready',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'busy',
  UPDATE_ROLLBACK_FAILED: 'half rolled back',
  UPDATE_ROLLBACK_IN_PROGRESS: 'busy',
};

/** What a person is told of a stack in such a condition, and what they can do next. */
interface Advice {
  readonly means: string;
  readonly next: (stage: string) => string;
}

export const ADVICE: Record<Condition, Advice> = {
  'ready': { means: 'it can be deployed', next: (stage) => `npx projen deploy ${stage}` },
  'busy': { means: 'CloudFormation is at work on it, and goes on by itself', next: (stage) => `npx projen deploy ${stage}, which waits for it` },
  'never made': { means: 'its first deployment failed and was taken back', next: (stage) => `correct what failed, then npx projen deploy ${stage}` },
  'paused': { means: 'a deployment failed and was left as it was', next: (stage) => `npx projen rollback ${stage}` },
  'half rolled back': {
    means: 'a deployment failed, and taking it back failed as well',
    next: (stage) => `correct what failed, then npx projen rollback ${stage}, which has CloudFormation go on with it`,
  },
  'half removed': { means: 'it could not be removed', next: (stage) => `npx projen destroy ${stage}, after a look at what could not be removed` },
  'broken': { means: 'an import failed, and taking it back failed as well', next: () => 'see the stack in the AWS console' },
};
