import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { directEventOf, invokeOnce } from './direct-events.ts';
import type { Description } from './protocol/describe.ts';
import { PROTOCOL_VERSION } from './protocol/message.ts';
import type { Outcome } from './protocol/outcome.ts';
import type { Delivery } from './protocol/ports.ts';
import { processDelivery } from './worker.ts';
import type { Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** What the Lambda service tells of an invocation, as far as it matters here. */
export type LambdaContext = Pick<Context, 'getRemainingTimeInMillis' | 'awsRequestId'>;

export type LambdaAnswer = SQSBatchResponse | Description | Outcome;

/**
 * Makes the function's handler. It takes what the queue's mapping sends (and answers which messages come back), and a
 * client's direct events `describe` and `invoke`.
 */
export function createLambdaHandler(
  open: () => WorkerDependencies,
): (event: unknown, context: LambdaContext) => Promise<LambdaAnswer> {
  let opened: WorkerDependencies | undefined;
  return async (event, context) => {
    opened ??= open();
    const deadline = opened.clock.now() + context.getRemainingTimeInMillis();
    if (isQueueEvent(event)) return work(event, { deadline }, opened);
    const direct = directEventOf(event);
    if (direct.cloudpool === 'describe') return describe(opened);
    return invokeOnce(direct.input, { deadline, requestId: context.awsRequestId }, opened);
  };
}

/** One after another: the template sends one record an invocation, and the threads are sized for one chunk. */
async function work(
  { Records }: SQSEvent,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of Records) {
    const end = await processDelivery(deliveryOf(record), invocation, deps);
    if (end === 'give-back') batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
}

/** The line in the log costs nothing on AWS; the emulator lets a function that says nothing wait for 50 ms. */
async function describe({ executor, identity, pool, log }: WorkerDependencies): Promise<Description> {
  log({ event: 'describe', pool, code: identity.code });
  return { protocol: PROTOCOL_VERSION, code: identity.code, pool, ...(await executor.describe()) };
}

function isQueueEvent(event: unknown): event is SQSEvent {
  const records = (event as Partial<SQSEvent> | null)?.Records;
  return Array.isArray(records) && records.every(({ eventSource }) => eventSource === 'aws:sqs');
}

function deliveryOf({ messageId, receiptHandle, body, ...record }: SQSRecord): Delivery {
  const attributes = Object.entries(record.messageAttributes ?? {}).flatMap(([name, { stringValue }]) =>
    stringValue === undefined ? [] : [[name, stringValue] as const],
  );
  return {
    messageId,
    receiptHandle,
    body,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    attributes: Object.fromEntries(attributes),
  };
}
