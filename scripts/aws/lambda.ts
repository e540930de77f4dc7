import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** The answer of one synchronous invocation. */
export interface Invocation {
  /** What the function returned, as it was written; of a failed one its error object. */
  readonly payload: string;
  /** `Handled` or `Unhandled` when the function failed. */
  readonly functionError?: string;
  /** The last 4 KB of the log. */
  readonly logTail: string;
}

/** Calls a function and waits for its answer. `event` is JSON. */
export async function invokeFunction(
  session: AwsSession,
  { name, event }: { readonly name: string; readonly event: string },
): Promise<Invocation> {
  const answer = await callAws('lambda:Invoke', async () => {
    const [client, { InvokeCommand }] = await Promise.all([
      session.lambda(),
      import('@aws-sdk/client-lambda'),
    ]);
    return client.send(
      new InvokeCommand({ FunctionName: name, Payload: Buffer.from(event), LogType: 'Tail' }),
    );
  });
  return {
    payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
    logTail: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
    ...(answer.FunctionError === undefined ? {} : { functionError: answer.FunctionError }),
  };
}
