import { isBlob, type Outcome, parseOutcome } from '../../../functions/runtime/protocol/outcome.ts';
import { invokeFunction } from '../../aws/lambda.ts';
import { CloudpoolError } from '../../errors.ts';
import type { PoolContext } from '../connect/context.ts';
import { findPool } from '../connect/find-pool.ts';
import { functionFailed } from './function-error.ts';

export interface InvokeOptions {
  /** The pool's key in the environment file. */
  readonly function: string;
  /** What the task gets: JSON. */
  readonly input: string;
}

export interface InvokeResult {
  /** What became of the task. Its number is 0. */
  readonly outcome: Outcome;
  /** The last 4 KB of the function's log. */
  readonly logTail: string;
}

/**
 * Runs one task of a pool's function once: no queue, no run, no retry. Throws `FUNCTION_FAILED`, with the end of the log,
 * when the function itself broke.
 */
export async function invoke(context: PoolContext, options: InvokeOptions): Promise<InvokeResult> {
  const pool = await findPool(context, options.function);
  const event = `{"cloudpool":"invoke","input":${options.input}}`;
  const answer = await invokeFunction(context.session, { name: pool.functionArn, event });
  if (answer.functionError !== undefined) throw functionFailed(pool.key, answer);
  return { outcome: readOutcome(answer.payload, pool.key), logTail: answer.logTail };
}

function readOutcome(payload: string, pool: string): Outcome {
  try {
    const outcome = parseOutcome(payload);
    if (!isBlob(outcome)) return outcome;
  } catch {
    // Said below: a function that knows the protocol never answers like this.
  }
  throw new CloudpoolError(
    `the function of pool ${pool} answered ${payload.slice(0, 200)}, which is no outcome`,
    {
      code: 'PROTOCOL_MISMATCH',
      hint: 'Deploy it again with this version of Cloudpool.',
    },
  );
}
