/** What the first Ctrl-C sets off, and how to stop listening. */
export interface Interrupt {
  /** Aborts at the first SIGINT or SIGTERM, or when `stop` is called. */
  readonly signal: AbortSignal;
  stop(): void;
  /** Aborts at the second Ctrl-C. From this call on only the third leaves at once. */
  second(): AbortSignal;
  dispose(): void;
}

/** The part of `process` that delivers signals and can end at once. */
export interface SignalSource {
  on(event: NodeJS.Signals, listener: () => void): unknown;
  off(event: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * Listens to Ctrl-C: the first asks the command to come to a clean end, the second leaves at once with exit code 130, unless the
 * command wants to hear of it.
 */
export function listenForInterrupt(source: SignalSource, say: (line: string) => void): Interrupt {
  const controller = new AbortController();
  let second: AbortController | undefined;
  const listener = () => {
    if (controller.signal.aborted && second?.signal.aborted === false) return second.abort();
    if (controller.signal.aborted) return source.exit(130);
    say('Stopping. Press Ctrl-C again to leave at once.');
    controller.abort();
  };
  source.on('SIGINT', listener);
  source.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    stop: () => controller.abort(),
    second: () => {
      second ??= new AbortController();
      return second.signal;
    },
    dispose: () => {
      source.off('SIGINT', listener);
      source.off('SIGTERM', listener);
    },
  };
}
