import { StoreError } from './ports.ts';

/** What an AWS SDK error says, as far as retries care. */
export interface SdkFailure {
  readonly name: string;
  readonly message: string;
  /** `undefined`: no answer came. */
  readonly status: number | undefined;
}

export function describeFailure(error: unknown): SdkFailure {
  const failure = error as {
    readonly name?: string;
    readonly message?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  } | null;
  return {
    name: failure?.name ?? 'Error',
    message: failure?.message ?? String(error),
    status: failure?.$metadata?.httpStatusCode,
  };
}

/** Tells whether an SDK failure is worth another try: 409, 429, 5xx, throttled, or no answer at all. */
export function isTransientFailure(error: unknown): boolean {
  const { name, status } = describeFailure(error);
  if (status === undefined) return !/Credentials|Token|Config|TypeError|Abort/i.test(name);
  return status === 409 || status === 429 || status >= 500 || /Throttl|SlowDown|RequestTimeout/i.test(name);
}

/** Names the call in front of what the SDK says. */
export function toStoreError(call: string, error: unknown): StoreError {
  const { name, message } = describeFailure(error);
  return new StoreError(`${call}: ${name}: ${message}`, {
    transient: isTransientFailure(error),
    cause: error,
  });
}

/** Makes one SDK call. What it throws is a `StoreError` that names the call. */
export async function orStoreError<Answer>(call: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw toStoreError(call, error);
  }
}
