import { ExitCode, Failure, explainSystemError } from '../kernel/failure';

/** Why AWS, or the SDK before it, does not do what it was asked. */
type Reason = 'denied' | 'expired' | 'no credentials' | 'clock' | 'throttled' | 'in progress' | 'unreachable' | 'fault';

interface Explanation {
  readonly code: ExitCode;
  readonly what: string;
  readonly fix: string;
}

const EXPLANATIONS: Record<Reason, Explanation> = {
  'denied': { code: ExitCode.NO_PERMISSION, what: 'AWS refuses these credentials', fix: 'check the credentials; npx projen gitlab:access makes the roles of the pipeline' },
  'expired': { code: ExitCode.NO_PERMISSION, what: 'the credentials have expired', fix: 'sign in again, for example by aws sso login; in a pipeline, run the job again' },
  'no credentials': {
    code: ExitCode.NO_PERMISSION, what: 'there are no credentials for AWS, or they have expired',
    fix: 'sign in, for example by aws sso login, and set AWS_PROFILE; in a pipeline, set the role of the stage',
  },
  'clock': { code: ExitCode.NO_PERMISSION, what: 'AWS refuses the time of this machine', fix: 'set the clock of this machine' },
  'throttled': { code: ExitCode.TRY_AGAIN, what: 'AWS is asked too often at the moment', fix: 'wait a minute, then run the same command again' },
  'in progress': { code: ExitCode.TRY_AGAIN, what: 'somebody else changes the same thing at the moment', fix: 'run the same command again when that is done' },
  'unreachable': { code: ExitCode.UNAVAILABLE, what: 'AWS does not answer', fix: 'check the network, HTTPS_PROXY and AWS_ENDPOINT_URL, then try again' },
  'fault': { code: ExitCode.TRY_AGAIN, what: 'AWS has a fault', fix: 'try again in some minutes; see health.aws.amazon.com' },
};

/**
 * By the names that the services and the SDK give their errors.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/service-error-classification/src/constants.ts
 */
const REASONS: Readonly<Record<string, Reason>> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  AuthFailure: 'denied',
  IDPRejectedClaim: 'denied',
  IncompleteSignature: 'denied',
  InvalidClientTokenId: 'denied',
  InvalidIdentityToken: 'denied',
  InvalidSignatureException: 'denied',
  MissingAuthenticationToken: 'denied',
  NotAuthorized: 'denied',
  OptInRequired: 'denied',
  SignatureDoesNotMatch: 'denied',
  UnauthorizedOperation: 'denied',
  UnrecognizedClientException: 'denied',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  RequestExpired: 'expired',
  CredentialsProviderError: 'no credentials',
  TokenProviderError: 'no credentials',
  RequestInTheFuture: 'clock',
  RequestTimeTooSkewed: 'clock',
  BandwidthLimitExceeded: 'throttled',
  PriorRequestNotComplete: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  SlowDown: 'throttled',
  ThrottledException: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  OperationInProgressException: 'in progress',
  ResourceConflictException: 'in progress',
  TimeoutError: 'unreachable',
  RequestTimeout: 'unreachable',
  RequestTimeoutException: 'unreachable',
};

/** What the SDK's errors have besides a message. */
interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly $fault?: 'client' | 'server';
}

/** What AWS answered, or nothing where it says by one of these error names that there is none. */
export async function orNothing<T>(answer: Promise<T>, names: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (names.includes((error as AwsError).name ?? '')) return undefined;
    throw error;
  }
}

/** Whether the caller may not do what it asked for; nothing else is said by that. */
export function isDenied(error: unknown): boolean {
  return REASONS[(error as AwsError).name ?? ''] === 'denied';
}

/** Whether nothing was answered at all. */
export function isUnreachable(error: unknown): boolean {
  return REASONS[(error as AwsError).name ?? ''] === 'unreachable' || explainSystemError(error)?.code === ExitCode.UNAVAILABLE;
}

/** What an AWS service answered, or why it could not be asked, for people. @returns nothing if it is no error of theirs */
export function explainRefusal(error: unknown): Failure | undefined {
  const { name = '', message, $fault } = error as AwsError;
  const reason = REASONS[name] ?? ($fault === 'server' ? 'fault' : undefined);
  if (reason) {
    const { code, what, fix } = EXPLANATIONS[reason];
    return new Failure(`${what}: ${name}: ${message}`, { code, fix });
  }
  if (!$fault) return undefined;
  return new Failure(`AWS answered: ${name}: ${message}`, { code: ExitCode.UNAVAILABLE, fix: 'see that the stage is deployed, then try again' });
}
