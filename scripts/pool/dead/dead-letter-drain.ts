import { type Delivery, StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { isTransient } from '../../../functions/runtime/protocol/retry.ts';
import { ProtocolError } from '../../../functions/runtime/protocol/shape.ts';
import { CloudpoolError } from '../../errors.ts';
import { ask } from '../ports.ts';
import { closeLetter, type DrainPorts, type LetterEnd } from './close-letter.ts';

/** Counts are late anyway, and dead letters are rare. */
const LOOK_EVERY_MS = 10_000;
/** However few there seem to be: the counts that say so may be wrong. */
const RECEIVE_EVERY_MS = 300_000;

/** A receive that comes back empty may have asked the wrong servers. */
const ENOUGH_EMPTY = 2;

/** What became of the dead letters of a pool. */
export interface DrainTotals {
  /** Letters whose tasks have their outcomes now. */
  readonly closed: number;
  /** Tasks of these that ended with an error because nobody brought anything else. */
  readonly failed: number;
  /** Letters whose chunk had its result before. */
  readonly finished: number;
  /** Letters left alone because somebody works on their chunk. */
  readonly busy: number;
  /** Letters that nobody understands: they stay. */
  readonly unknown: number;
}

/**
 * Closes the dead letters of a pool, of whichever run they are, while somebody follows anything of it. Without this a run
 * whose message was given up would wait for its deadline. What cannot be read stays, and is named once.
 */
export class DeadLetterDrain {
  readonly #ports: DrainPorts;
  readonly #pool: string;
  /** Why each of them stays, by message id. */
  readonly #kept = new Map<string, string>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #receivedAt = Number.NEGATIVE_INFINITY;
  #isDenied = false;

  /** `pool`: the stack's name. */
  constructor(ports: DrainPorts, pool: string) {
    this.#ports = ports;
    this.#pool = pool;
  }

  /** How many stay for good: they say nothing about messages that are missing. */
  get kept(): number {
    return this.#kept.size;
  }

  /** Looks, at most every ten seconds, whether there are any, and closes up to ten. Never throws. */
  async look(): Promise<void> {
    const { clock } = this.#ports;
    if (this.#isDenied || clock.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = clock.now();
    try {
      const { visible } = await this.#ports.deadLetters.counts();
      const isDue = clock.now() - this.#receivedAt >= RECEIVE_EVERY_MS;
      if (visible > this.kept || (visible > 0 && isDue)) await this.#drain();
    } catch (error) {
      this.#understand(error);
    }
  }

  /** Closes all that can be had now. Throws `StoreError` when the queue or the ledger could not be asked. */
  async drainAll(): Promise<DrainTotals> {
    const totals = { closed: 0, failed: 0, finished: 0, busy: 0, unknown: 0 };
    for (let empty = 0; empty < ENOUGH_EMPTY && !this.#ports.signal.aborted; ) {
      const before = this.kept;
      const ends = await ask(this.#ports, () => this.#drain());
      for (const end of ends) {
        totals[end.kind] += 1;
        if (end.kind === 'closed') totals.failed += end.failed;
      }
      // Those that stay are shown again after a minute.
      const isNew = this.kept > before || ends.some(({ kind }) => kind !== 'unknown' && kind !== 'busy');
      empty = isNew ? 0 : empty + 1;
    }
    return { ...totals, unknown: this.kept };
  }

  async #drain(): Promise<readonly LetterEnd[]> {
    const { deadLetters, clock } = this.#ports;
    this.#receivedAt = clock.now();
    const letters = await deadLetters.receive();
    // More may be there: the next look comes at once.
    if (letters.length > 0) this.#lookedAt = Number.NEGATIVE_INFINITY;
    const ends: LetterEnd[] = [];
    for (const letter of letters) ends.push(await this.#close(letter));
    this.#tell(ends);
    return ends;
  }

  async #close(letter: Delivery): Promise<LetterEnd> {
    const end = await closeLetter(this.#ports, this.#pool, letter).catch(unreadable);
    if (end.kind === 'unknown') this.#keep(letter, end.why);
    // Its result is there: before, the message was the only trace of it.
    if (end.kind === 'closed' || end.kind === 'finished') await this.#ports.deadLetters.delete(letter);
    return end;
  }

  #keep({ messageId, body }: Delivery, why: string): void {
    if (this.#kept.has(messageId)) return;
    this.#kept.set(messageId, why);
    const shown = body.length > 80 ? `${body.slice(0, 80)}…` : body;
    const message = `a dead letter of ${this.#pool} stays, and expires after 14 days: ${why} (${shown})`;
    this.#ports.report({ type: 'notice', message });
  }

  #tell(ends: readonly LetterEnd[]): void {
    const closed = ends.filter(end => end.kind === 'closed');
    const [first] = closed;
    if (first === undefined) return;
    const failed = closed.reduce((sum, end) => sum + end.failed, 0);
    const others = closed.length === 1 ? '' : ` and ${closed.length - 1} more`;
    const tasks = `${failed} ${failed === 1 ? 'task ends' : 'tasks end'} with an error`;
    this.#ports.report({ type: 'notice', message: `the queue gave up ${first.task}${others}: ${tasks}` });
  }

  /** Nobody's results depend on it: what could not be asked now is asked later. */
  #understand(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    if (isTransient(error)) return;
    this.#isDenied = true;
    const message = `dead letters of ${this.#pool} cannot be looked at: ${error.message}`;
    this.#ports.report({ type: 'notice', message });
  }
}

/** Objects of a run that are gone, or of another version: others of this kind are closed all the same. */
function unreadable(error: unknown): LetterEnd {
  const known = error instanceof ProtocolError || error instanceof CloudpoolError;
  if (!known) throw error;
  return { kind: 'unknown', why: error.message };
}
