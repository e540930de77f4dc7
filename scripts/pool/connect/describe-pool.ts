import { type Description, parseDescription } from '../../../functions/runtime/protocol/describe.ts';
import { PROTOCOL_VERSION } from '../../../functions/runtime/protocol/message.ts';
import { invokeFunction } from '../../aws/lambda.ts';
import { asError, CloudpoolError } from '../../errors.ts';
import { functionFailed } from '../commands/function-error.ts';
import type { PoolContext } from './context.ts';
import type { PoolStack } from './find-pool.ts';

/**
 * Asks the pool's code what it is: the code rules, not the template. Refuses what could not work: another protocol, or a
 * function time-out with no room for two task time-outs.
 */
export async function describePool(context: PoolContext, pool: PoolStack): Promise<Description> {
  const event = JSON.stringify({ cloudpool: 'describe' });
  const answer = await invokeFunction(context.session, { name: pool.functionArn, event });
  if (answer.functionError !== undefined) throw functionFailed(pool.key, answer);
  const description = readDescription(pool, answer.payload);
  requireProtocol(pool, description);
  requireTime(pool, description);
  context.report({
    type: 'preflight',
    at: context.clock.now(),
    pool: pool.key,
    protocol: description.protocol,
    code: description.code,
    concurrency: description.concurrency,
  });
  return description;
}

function readDescription({ key }: PoolStack, payload: string): Description {
  try {
    return parseDescription(payload);
  } catch (thrown) {
    throw new CloudpoolError(
      `the function of pool ${key} does not describe itself: ${asError(thrown).message}`,
      {
        code: 'DESCRIBE_FAILED',
        hint: 'Is its handler made with task()? Deploy the pool again.',
        cause: thrown,
      },
    );
  }
}

function requireProtocol({ key }: PoolStack, { protocol }: Description): void {
  if (protocol === PROTOCOL_VERSION) return;
  throw new CloudpoolError(
    `pool ${key} speaks protocol ${protocol}, this client protocol ${PROTOCOL_VERSION}`,
    {
      code: 'PROTOCOL_MISMATCH',
      hint: `npx cloudpool deploy ${key} brings the pool to this version.`,
      exitCode: 2,
    },
  );
}

/**
 * A function starts a task only with a task time-out and a margin left; less than two of them is no pool. Containers have
 * hours.
 */
function requireTime(
  { key, timeoutSeconds, workers }: PoolStack,
  { timeoutSeconds: task }: Description,
): void {
  if (workers === 'container') return;
  const margin = Math.max(5, timeoutSeconds / 20);
  const needed = 2 * task + margin;
  if (timeoutSeconds >= needed) return;
  throw new CloudpoolError(
    `pool ${key} gives its function ${timeoutSeconds} s, but tasks of up to ${task} s need at least ${needed} s`,
    {
      code: 'TIMEOUT_TOO_SHORT',
      hint: `Raise the pool's Timeout, or lower the task's timeout to ${(timeoutSeconds - margin) / 2} s.`,
      exitCode: 2,
    },
  );
}
