import type { StackState } from '../../aws/cloudformation.ts';
import { lastDurations } from '../apply/durations.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';
import { dropOldChangeSets } from './leftovers.ts';
import type { Verdict } from './no-op.ts';
import { findOrphans } from './orphans.ts';

/** What a plan tells besides: the names of orphans, and the milliseconds that stacks took the last time, by key. */
export interface Aside {
  readonly orphans: readonly string[];
  readonly durations: ReadonlyMap<string, number>;
}

/** Where nothing changes nobody is asked, and nothing more is read. */
export const NOTHING_ASIDE: Aside = { orphans: [], durations: new Map() };

interface Looked {
  readonly node: StackNode;
  readonly standing: StackState | undefined;
  readonly verdict: Verdict;
}

/** Reads what a plan tells besides, and tidies up what earlier commands left on the stacks that change. It never fails. */
export async function lookAside(context: OpenContext, looks: readonly Looked[]): Promise<Aside> {
  const of = (kinds: readonly Verdict['kind'][]) =>
    looks.flatMap(({ node, standing, verdict }) =>
      standing !== undefined && kinds.includes(verdict.kind) ? [[node.key, standing] as const] : [],
    );
  const updated = of(['changed', 'ask', 'stuck']);
  const changing = [...updated, ...of(['new', 'leftover', 'busy', 'settings'])];
  const [orphans, durations] = await Promise.all([
    findOrphans(context),
    lastDurations(context, new Map(updated)),
    dropOldChangeSets(
      context,
      changing.map(([, { id }]) => id),
    ),
  ]);
  return { orphans, durations };
}
