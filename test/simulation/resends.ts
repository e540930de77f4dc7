import { type EventOf, type History, placeOfKey } from '../support/sim-history.ts';

/** So long after its decision a client still tries to send a message. */
const PATIENCE_MS = 130_000;

/**
 * A message is sent again only for a chunk that nobody has finished and nobody works on, as far as the ledger could tell
 * when the client looked. It also looks at claims in order to tell how a run goes: one look in time has to allow it.
 */
export function* resentWithoutNeed(history: History): Iterable<string> {
  for (const sent of history.of('sent')) {
    const looks = history.of('looked').filter(({ by, at }) => by.name === sent.by.name && at <= sent.at);
    const looked = looks.filter(
      ({ key, at }) =>
        key.includes('/attempts/') && placeOfKey(key).chunk === sent.chunk && at > sent.at - PATIENCE_MS,
    );
    if (looked.length === 0) continue;
    const finished = history.writes('result').find(({ place }) => place.chunk === sent.chunk);
    const wasFinished = ({ at }: EventOf<'looked'>) => {
      const scanned = looks.findLast(look => look.key.endsWith('/results/') && look.at <= at);
      return finished !== undefined && scanned !== undefined && finished.at < scanned.at;
    };
    if (looked.every(wasFinished)) yield `${sent.by.name} sent ${sent.chunk} again, which was finished`;
    if (looked.every(look => isHeld(history, sent.chunk, look))) {
      yield `${sent.by.name} sent ${sent.chunk} again, which was at work`;
    }
  }
}

function isHeld(history: History, chunk: string, { at }: EventOf<'looked'>): boolean {
  const parts = history.of('written').filter(event => event.at <= at && event.place.chunk === chunk);
  const claim = parts.findLast(({ place }) => place.kind === 'claim');
  if (claim === undefined) return false;
  const { attempt } = claim.place;
  const ended = parts.some(({ place }) => place.kind === 'give-back' && place.attempt === attempt);
  const { ends } = JSON.parse(new TextDecoder().decode(claim.body)) as { readonly ends: number };
  // The store tells its time in whole seconds.
  return !ended && ends > at + 1_000;
}
