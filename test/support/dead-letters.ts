import { encodeClaim } from '../../functions/runtime/protocol/claim.ts';
import { encodeMessage } from '../../functions/runtime/protocol/message.ts';
import type { Outcome } from '../../functions/runtime/protocol/outcome.ts';
import type { Delivery } from '../../functions/runtime/protocol/ports.ts';
import { decodeResult } from '../../functions/runtime/protocol/result.ts';
import { DeadLetterDrain } from '../../scripts/pool/dead/dead-letter-drain.ts';
import type { OpenRun } from '../../scripts/pool/ports.ts';
import type { TestPorts } from './pool-ports.ts';

/** The pool of the runs in these tests. */
export const POOL = 'local-hello';
/** Chunks of three tasks. */
export const sizing = { k: 1, concurrency: 1, chunk: 3 };

/** A message that the queue gave up. */
export function letter(messageId: string, body: string, attributes: Record<string, string> = {}): Delivery {
  return { messageId, receiptHandle: `receipt-${messageId}`, receiveCount: 1_001, body, attributes };
}

/** The message of a chunk, given up. */
export function chunkLetter({ record, index }: OpenRun, chunk: number, messageId = `m${chunk}`): Delivery {
  const { first, count, from, to } = index.place(chunk);
  const { run, until } = record;
  const { body, attributes } = encodeMessage({ run, chunk, first, count, from, to, until });
  return letter(messageId, body, attributes);
}

interface ClaimOf {
  readonly chunk: number;
  readonly attempt?: number;
  readonly messageId?: string;
  readonly ends?: number;
}

/** Writes a claim, as a worker does that then vanishes. */
export async function claim(ports: TestPorts, run: OpenRun, of: ClaimOf): Promise<void> {
  const { chunk, attempt = 1, messageId = `m${chunk}`, ends = ports.clock.now() + 900_000 } = of;
  const body = { token: 't', attempt, messageId, receive: 1, worker: 'w', code: 'c', at: 1, ends };
  await ports.store.put(run.keys.claim(chunk, attempt), encodeClaim({ ...body, mode: 'normal' }));
}

/** Looks once. */
export async function drain(
  ports: TestPorts,
  drainer = new DeadLetterDrain(ports, POOL),
): Promise<DeadLetterDrain> {
  await drainer.look();
  return drainer;
}

/** The result that lies under a key. */
export function resultOf(ports: TestPorts, key: string) {
  const { header, outcomes } = decodeResult(ports.store.objects.get(key)?.bytes ?? new Uint8Array());
  return { header, outcomes: outcomes as readonly Outcome[] };
}

/** How each task ended. */
export const namesOf = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => (outcome.ok ? 'ok' : outcome.error.name));
/** What was said. */
export const notices = ({ events }: TestPorts) =>
  events.flatMap(event => (event.type === 'notice' ? [event.message] : []));
