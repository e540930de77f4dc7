import type { Clock } from '../protocol/ports.ts';

/** How a long-lived worker is asked to leave. */
export interface Shutdown {
  /** Take no more messages. */
  readonly drain: AbortSignal;
  /** Give back what is not done. */
  readonly halt: AbortSignal;
  /** Stops listening. */
  dispose(): void;
}

/** The part of `process` that tells of signals, and of a parent that is gone. */
export interface ProcessEvents {
  on(event: 'SIGTERM' | 'SIGINT' | 'disconnect', listener: () => void): unknown;
  off(event: 'SIGTERM' | 'SIGINT' | 'disconnect', listener: () => void): unknown;
}

/**
 * Listens to SIGTERM (the end of a container, two minutes before a Spot machine goes) and SIGINT: the first drains, and
 * what is not done after `graceMs`, or at the second, is given back. A parent that is gone leaves no time at all.
 */
export function listenForShutdown(
  events: ProcessEvents,
  {
    clock,
    graceMs,
    log,
  }: { readonly clock: Clock; readonly graceMs: number; readonly log: (entry: object) => void },
): Shutdown {
  const [drain, halt, over] = [new AbortController(), new AbortController(), new AbortController()];
  const stop = () => {
    drain.abort();
    halt.abort();
  };
  const onSignal = () => {
    if (drain.signal.aborted) return stop();
    log({ event: 'draining', graceSeconds: graceMs / 1000 });
    drain.abort();
    void clock.sleep(graceMs, over.signal).then(() => {
      if (!over.signal.aborted) stop();
    });
  };
  events.on('SIGTERM', onSignal);
  events.on('SIGINT', onSignal);
  events.on('disconnect', stop);
  return {
    drain: drain.signal,
    halt: halt.signal,
    dispose: () => {
      over.abort();
      events.off('SIGTERM', onSignal);
      events.off('SIGINT', onSignal);
      events.off('disconnect', stop);
    },
  };
}
