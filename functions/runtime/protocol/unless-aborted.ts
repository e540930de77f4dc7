/** Waits for a promise, or for the signal. `undefined`: the signal aborted first. */
export async function unlessAborted<Answer>(
  promise: Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([aborted.promise, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
