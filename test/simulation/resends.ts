import { type EventOf, type History, placeOfKey } from '../support/sim-history.ts';

/**
 * A message is sent again only for a chunk that nobody has finished and nobody works on, as far as the ledger could tell
 * when the client looked: it looks at the claims of a chunk, and at nobody else's, right before it sends it again.
 */
export function* resentWithoutNeed(history: History): Iterable<string> {
  for (const sent of history.of('sent')) {
    const looks = history.of('looked').filter(({ by, at }) => by.name === sent.by.name && at <= sent.at);
    const looked = looks.findLast(
      ({ key }) => key.includes('/attempts/') && placeOfKey(key).chunk === sent.chunk,
    );
    if (looked === undefined) continue;
    const scanned = looks.findLast(({ key, at }) => key.endsWith('/results/') && at <= looked.at);
    const finished = history.writes('result').find(({ place }) => place.chunk === sent.chunk);
    if (finished && scanned && finished.at < scanned.at) {
      yield `${sent.by.name} sent ${sent.chunk} again, which was finished`;
    }
    if (isHeld(history, sent.chunk, looked))
      yield `${sent.by.name} sent ${sent.chunk} again, which was at work`;
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
