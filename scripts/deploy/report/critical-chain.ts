import type { Span } from '../apply/critical-path.ts';

/**
 * The stacks of the longest chain that had to wait for each other, the first one first: nothing but a faster stack among
 * them would have made it faster. `order` names every producer before its consumers.
 */
export function criticalChain(
  order: readonly string[],
  waitsFor: (key: string) => readonly string[],
  spans: ReadonlyMap<string, Span>,
): readonly string[] {
  const until = new Map<string, { readonly ms: number; readonly chain: readonly string[] }>();
  const longest = (keys: readonly string[]) =>
    keys
      .flatMap(key => until.get(key) ?? [])
      .reduce((best, one) => (one.ms > best.ms ? one : best), { ms: 0, chain: [] as readonly string[] });
  for (const key of order) {
    const span = spans.get(key);
    const { ms, chain } = longest(waitsFor(key));
    until.set(
      key,
      span === undefined ? { ms, chain } : { ms: ms + span.endedAt - span.startedAt, chain: [...chain, key] },
    );
  }
  return longest(order).chain;
}
