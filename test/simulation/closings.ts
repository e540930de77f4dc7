import type { EventOf, History } from '../support/sim-history.ts';

/**
 * A client may close a chunk whose message was given up, but not while the worker of another message holds it, as far as the
 * ledger could tell when the client looked.
 */
export function* closedAtWork(history: History): Iterable<string> {
  for (const result of history.writes('result')) {
    if (result.by.role !== 'client') continue;
    const { chunk } = result.place;
    const look = history
      .of('looked')
      .findLast(
        ({ by, key, at }) => by.name === result.by.name && at <= result.at && isAttemptsOf(key, result),
      );
    const worker = look && ownerAt(history, chunk, look.at);
    if (worker !== undefined) yield `${result.by.name} closed ${chunk}, which ${worker} had`;
  }
}

function isAttemptsOf(key: string, { key: result }: EventOf<'written'>): boolean {
  return key === `${result.replace('/results/', '/attempts/').replace(/\.jsonl$/, '')}/`;
}

/** The worker of a message that was never given up, and whose claim was neither ended nor over. */
function ownerAt(history: History, chunk: string, at: number): string | undefined {
  const before = history.of('written').filter(event => event.place.chunk === chunk && event.at <= at);
  const claim = before.findLast(({ place }) => place.kind === 'claim');
  if (claim === undefined) return undefined;
  const { ends, messageId } = JSON.parse(new TextDecoder().decode(claim.body)) as {
    readonly ends: number;
    readonly messageId: string;
  };
  const ended = before.some(
    ({ place }) => place.kind === 'give-back' && place.attempt === claim.place.attempt,
  );
  const givenUp = history.of('given up').some(event => event.messageId === messageId);
  // The store tells its time in whole seconds.
  return ended || givenUp || ends <= at + 1_000 ? undefined : claim.by.name;
}
