import { StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { ProtocolError } from '../../../functions/runtime/protocol/shape.ts';
import { wrapSdkError } from '../../aws/aws-error.ts';
import { asError, CloudpoolError } from '../../errors.ts';

/**
 * Turns what a run's parts throw into what the user sees: the SDK's failure under a stable code, and how to come back
 * when a run exists already.
 */
export async function withRunFailures<Answer>(
  run: () => string | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (thrown) {
    throw runFailure(thrown, run());
  }
}

function runFailure(thrown: unknown, run: string | undefined): unknown {
  const hint =
    run === undefined ? undefined : `The run goes on. npx cloudpool resume ${run} brings its results.`;
  if (thrown instanceof ProtocolError) {
    return new CloudpoolError(thrown.message, { code: 'LEDGER_UNREADABLE', cause: thrown, hint });
  }
  if (thrown instanceof CloudpoolError && thrown.code === 'OUTPUT_CLOSED' && hint !== undefined) {
    return new CloudpoolError(thrown.message, { code: thrown.code, cause: thrown, hint });
  }
  if (!(thrown instanceof StoreError)) return thrown;
  const [call = 'AWS'] = thrown.message.split(': ');
  const wrapped = wrapSdkError(call, asError(thrown.cause ?? thrown));
  return new CloudpoolError(wrapped.message, {
    code: wrapped.code,
    cause: thrown,
    hint: hint ?? wrapped.hint,
    exitCode: wrapped.exitCode,
  });
}
