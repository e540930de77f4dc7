import type { StackState } from '../../aws/cloudformation.ts';
import type { Edge } from '../graph/graph.ts';
import type { Verdict } from './no-op.ts';

/** What a plan knows of a producer when it looks at its consumers. */
export interface Producer {
  readonly verdict: Verdict;
  readonly standing: StackState | undefined;
}

/**
 * Tells whether a change set can only be made once the producers are done: one of them is not there yet, or does not
 * export yet what is imported, or a weak reference to it moves.
 */
export function isLate(edges: readonly Edge[], producer: (key: string) => Producer | undefined): boolean {
  return edges.some(edge => {
    const known = producer(edge.from);
    if (known === undefined) return false;
    const { kind } = known.verdict;
    if (kind === 'new' || kind === 'leftover') return true;
    if (edge.kind === 'weak') return kind !== 'unchanged' && kind !== 'settings';
    return edge.kind === 'strong' && edge.via !== undefined && !exportsNow(known.standing, edge.via);
  });
}

function exportsNow(standing: StackState | undefined, name: string): boolean {
  return [...(standing?.outputs.values() ?? [])].some(({ exportName }) => exportName === name);
}
