/** When CloudFormation itself worked on a stack, milliseconds since the epoch. */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * The longest chain of stacks that had to wait for each other, in milliseconds: what a perfect orchestrator would take.
 * `order` names every producer before its consumers.
 */
export function criticalPath(
  order: readonly string[],
  waitsFor: (key: string) => readonly string[],
  spans: ReadonlyMap<string, Span>,
): number {
  const finished = new Map<string, number>();
  for (const key of order) {
    const span = spans.get(key);
    const own = span === undefined ? 0 : span.endedAt - span.startedAt;
    const ready = Math.max(0, ...waitsFor(key).map(producer => finished.get(producer) ?? 0));
    finished.set(key, ready + own);
  }
  return Math.max(0, ...finished.values());
}
