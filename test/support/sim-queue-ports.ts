import type { LeaseQueue, SendQueue } from '../../functions/runtime/protocol/ports.ts';
import type { DeadLetterQueue } from '../../scripts/aws/sqs.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimQueue } from './sim-queue.ts';

const FAULTS = { refused: 'queue: refuses a call', lost: 'queue: loses the answer to a call' } as const;

/** The queue for a worker that holds a message. */
export function simLeaseQueue(queue: SimQueue, process: SimProcess): LeaseQueue {
  return {
    changeVisibility: (delivery, seconds) =>
      process.call({
        step: 'change visibility',
        detail: `${delivery.messageId} ${seconds} s`,
        apply: () => queue.changeVisibility(delivery, seconds),
        ...FAULTS,
      }),
  };
}

/** The queue for whoever sends. */
export function simSendQueue(queue: SimQueue, process: SimProcess): SendQueue {
  return {
    sendBatch: messages =>
      process.call({
        step: 'send batch',
        detail: messages.map(({ id }) => id).join(' '),
        apply: () => queue.sendBatch(process.actor, messages),
        ...FAULTS,
      }),
    counts: () =>
      process.call({
        step: 'count messages',
        detail: '',
        apply: () => queue.counts(),
        refused: FAULTS.refused,
      }),
  };
}

/** The dead letters, for whoever follows a run. */
export function simDeadLetterQueue(queue: SimQueue, process: SimProcess): DeadLetterQueue {
  const ask = <Answer>(step: string, detail: string, apply: () => Answer) =>
    process.call({ step, detail, apply, ...FAULTS });
  return {
    counts: () => ask('count messages', 'dead', () => queue.deadCounts()),
    receive: () => ask('receive dead letters', '', () => queue.receiveDead()),
    delete: letter => ask('delete dead letter', letter.messageId, () => queue.deleteDead(letter)),
  };
}
