import type { GiveBackReason } from './protocol/claim.ts';

/** Why a worker stops in the middle of a chunk: the run was stopped, or the chunk has to be given back. */
export type InterruptionReason = GiveBackReason | 'stopped';

/** Ends the work on one chunk early. The first reason counts. */
export interface Interruption {
  /** Aborts all that runs for the chunk. */
  readonly signal: AbortSignal;
  readonly reason: InterruptionReason | undefined;
  interrupt(reason: InterruptionReason): void;
}

export function createInterruption(): Interruption {
  const controller = new AbortController();
  let first: InterruptionReason | undefined;
  return {
    signal: controller.signal,
    get reason() {
      return first;
    },
    interrupt: reason => {
      first ??= reason;
      controller.abort();
    },
  };
}
