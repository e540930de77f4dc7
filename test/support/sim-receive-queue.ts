import type { ReceiveQueue } from '../../functions/runtime/container/poller.ts';
import type { Delivery } from '../../functions/runtime/protocol/ports.ts';
import { workOf } from './sim-environment.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimQueue } from './sim-queue.ts';
import type { SimWorld } from './sim-world.ts';

/** As long as a worker that polls asks for. */
const UNCLAIMED_SECONDS = 60;

/** The queue for a worker that takes its messages itself. A long poll looks when it begins and when it ends. */
export function simReceiveQueue({
  world,
  queue,
  process,
  onTaken,
}: {
  readonly world: SimWorld;
  readonly queue: SimQueue;
  readonly process: SimProcess;
  /** Called when messages leave the queue. */
  readonly onTaken: () => void;
}): ReceiveQueue {
  const faults = { refused: 'queue: refuses a call', lost: 'queue: loses the answer to a call' } as const;
  const ask = <Answer>(step: string, detail: string, apply: () => Answer) =>
    process.call({ step, detail, apply, ...faults });
  const take = (most: number) => {
    const taken = takeUpTo(most, queue);
    if (taken.length > 0) onTaken();
    return taken;
  };
  const look = (most: number) => ask('receive messages', `${most}`, () => take(most));
  return {
    receive: async ({ most, waitSeconds }) => {
      const deliveries = await look(most);
      if (deliveries.length > 0) return deliveries;
      await process.clock.sleep(waitSeconds * 1000);
      return look(most);
    },
    delete: delivery =>
      ask('delete message', delivery.messageId, () => {
        acknowledge(world, process, delivery);
        queue.delete(delivery);
      }),
    putBack: delivery => ask('put back', delivery.messageId, () => queue.changeVisibility(delivery, 0)),
  };
}

function takeUpTo(most: number, queue: SimQueue): readonly Delivery[] {
  const taken: Delivery[] = [];
  while (taken.length < most) {
    const next = queue.receive(UNCLAIMED_SECONDS);
    if (next === undefined) break;
    taken.push(next);
  }
  return taken;
}

function acknowledge({ history, clock }: SimWorld, process: SimProcess, delivery: Delivery): void {
  const [by, chunk, localTime] = [process.actor, workOf(delivery), process.clock.now()];
  history.push({ type: 'acknowledged', at: clock.now(), by, chunk, localTime });
}
