import { asError, CloudpoolError } from '../errors.ts';

/** An AWS call that failed: the SDK's error, wrapped once, where it was made. */
export class AwsError extends CloudpoolError {
  override readonly name = 'AwsError';
  /** AWS's own name of the error, e.g. `ValidationError`. */
  readonly awsName: string;
  /** Worth another try: throttled, 5xx, network. */
  readonly transient: boolean;

  constructor(
    message: string,
    details: {
      readonly code: string;
      readonly awsName: string;
      readonly transient: boolean;
      readonly hint?: string | undefined;
      readonly exitCode?: 1 | 2;
      readonly cause?: unknown;
    },
  ) {
    super(message, details);
    this.awsName = details.awsName;
    this.transient = details.transient;
  }
}

/** Makes one SDK call. What it throws is an `AwsError` that names the call. */
export async function callAws<Answer>(call: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (thrown) {
    throw wrapSdkError(call, asError(thrown));
  }
}

/** Tells whether another try can help. */
export function isTransient(thrown: unknown): boolean {
  return thrown instanceof AwsError && thrown.transient;
}

/** Asks for something that may not be there: the error of that name is the answer `undefined`. */
export async function unless<Answer>(
  awsName: string,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsError && error.awsName === awsName) return undefined;
    throw error;
  }
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: object;
}

/** Turns what the SDK throws into an `AwsError`. */
export function wrapSdkError(call: string, error: SdkError): CloudpoolError {
  if (error instanceof CloudpoolError) return error;
  const awsName = error.code ?? error.name;
  const kind = KINDS.find(({ names }) => names.includes(awsName) || names.includes(error.name));
  const text = error.message === '' ? awsName : error.message;
  return new AwsError(`${call}: ${text}`, {
    code: kind?.code ?? 'AWS_CALL_FAILED',
    awsName,
    transient:
      kind?.transient ?? ((error.$metadata?.httpStatusCode ?? 0) >= 500 || error.$retryable !== undefined),
    hint: kind?.hint,
    exitCode: kind?.exitCode ?? 1,
    cause: error,
  });
}

interface ErrorKind {
  readonly code: string;
  readonly names: readonly string[];
  readonly transient: boolean;
  readonly exitCode?: 1 | 2;
  readonly hint?: string;
}

const KINDS: readonly ErrorKind[] = [
  {
    code: 'NO_CREDENTIALS',
    names: ['CredentialsProviderError', 'UnrecognizedClientException', 'InvalidClientTokenId'],
    transient: false,
    exitCode: 2,
    hint: 'Log in (aws sso login, or AWS_PROFILE), then try again.',
  },
  {
    code: 'EXPIRED_TOKEN',
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
    transient: false,
    hint: 'Stacks and runs go on meanwhile. Renew the credentials, then deploy again to attach, or resume the run.',
  },
  {
    code: 'ACCESS_DENIED',
    names: ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'],
    transient: false,
    hint: 'Give the caller the action that the message names. The iam stack has policies for both: to deploy, and to run.',
  },
  {
    code: 'ENDPOINT_UNREACHABLE',
    names: ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'],
    transient: true,
    hint: 'Is the emulator running? `cloudpool local start` starts it. Without an endpoint: is the network up?',
  },
  { code: 'NETWORK', names: ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'TimeoutError'], transient: true },
  {
    code: 'THROTTLED',
    names: [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'SlowDown',
    ],
    transient: true,
  },
];
