import { formatPosition } from '../../errors.ts';
import type { Problems } from '../yaml/problems.ts';
import type { Edge } from './graph.ts';

/**
 * Orders the stacks: producers first, otherwise as given. A wave holds the stacks whose producers stand in earlier ones.
 * Stacks in a cycle, and what hangs on them, come in no wave.
 */
export function sortInWaves(
  keys: readonly string[],
  edges: readonly Edge[],
): { readonly order: readonly string[]; readonly waves: readonly (readonly string[])[] } {
  const leading = Map.groupBy(edges, edge => edge.to);
  const waves: string[][] = [];
  const done = new Set<string>();
  for (let waiting = keys; ; waiting = waiting.filter(key => !done.has(key))) {
    const ready = waiting.filter(key => (leading.get(key) ?? []).every(edge => done.has(edge.from)));
    if (ready.length === 0) return { order: waves.flat(), waves };
    waves.push(ready);
    for (const key of ready) done.add(key);
  }
}

/** Finds one shortest cycle for each knot of stacks that wait for each other. Each edge's `to` is the next one's `from`. */
export function findCycles(keys: readonly string[], edges: readonly Edge[]): readonly (readonly Edge[])[] {
  const cycles: (readonly Edge[])[] = [];
  // What could be put in order stands in no cycle.
  const seen = new Set(sortInWaves(keys, edges).order);
  for (const key of keys) {
    if (seen.has(key)) continue;
    const cycle = shortestCycle(key, edges);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const member of knotOf(key, edges)) seen.add(member);
  }
  return cycles;
}

/** Names the stacks of a cycle and the place of each edge. */
export function reportCycle(cycle: readonly Edge[], problems: Problems): void {
  // Told from the consumer: "a needs b, which needs a".
  const told = cycle.toReversed();
  const steps = told.map(
    edge => `${edge.to} needs ${edge.from} (${formatPosition(edge.at)}${because(edge)})`,
  );
  problems.push({
    code: 'CYCLE',
    message: `stacks wait for each other: ${steps.join(', ')}`,
    hint: 'Move what both need into a stack of its own.',
    at: told[0]?.at,
  });
}

function because({ kind, via }: Edge): string {
  if (kind === 'after') return ', after:';
  return kind === 'function' ? ', function:' : `, ${via}`;
}

function shortestCycle(start: string, edges: readonly Edge[]): readonly Edge[] | undefined {
  const paths: (readonly Edge[])[] = edges.filter(edge => edge.from === start).map(edge => [edge]);
  const visited = new Set<string>();
  for (const path of paths) {
    const end = path.at(-1)?.to ?? start;
    if (end === start) return path;
    if (visited.has(end)) continue;
    visited.add(end);
    paths.push(...edges.filter(edge => edge.from === end).map(edge => [...path, edge]));
  }
  return undefined;
}

function knotOf(key: string, edges: readonly Edge[]): ReadonlySet<string> {
  return reach(key, edges, 'to').intersection(reach(key, edges, 'from'));
}

function reach(start: string, edges: readonly Edge[], direction: 'from' | 'to'): Set<string> {
  const back = direction === 'to' ? 'from' : 'to';
  const reached = new Set([start]);
  for (const key of reached) for (const edge of edges) if (edge[back] === key) reached.add(edge[direction]);
  return reached;
}
