import type { StackState } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';
import { sameTemplate } from '../template/same.ts';
import type { DesiredStack } from './desired-stack.ts';
import { findDifferences, protectionDifference } from './differences.ts';
import { mustAsk } from './must-ask.ts';
import { claim } from './ownership.ts';
import { isAbsent, isBusy, isGood, isLeftover, isStuck } from './stack-status.ts';

/** What a stack needs, as far as reading tells. */
export type Verdict = PlainVerdict | ChangeVerdict;

export interface PlainVerdict {
  readonly kind: 'new' | 'leftover' | 'busy' | 'settings' | 'unchanged';
  readonly reasons: readonly string[];
}

/**
 * `ask`: only a change set can tell whether anything changes. `stuck`: none can be made before a failed rollback is
 * finished.
 */
export interface ChangeVerdict {
  readonly kind: 'changed' | 'ask' | 'stuck';
  readonly reasons: readonly string[];
  /** The template as it is deployed. */
  readonly deployed: string;
  /** Parameters whose values change. */
  readonly moved: readonly string[];
}

/**
 * Tells whether a stack is as it shall be, by at most two reads: `DescribeStacks` (already made) and `GetTemplate`.
 * It says nothing about drift.
 *
 * @throws CloudpoolError for a stack that belongs to somebody else
 */
export async function judge(
  context: OpenContext,
  node: StackNode,
  desired: DesiredStack,
  standing: StackState | undefined,
): Promise<Verdict> {
  if (standing === undefined || isAbsent(standing.status)) return { kind: 'new', reasons: ['new'] };
  const adopted = claim(node.key, context, { desired, standing });
  const taken = adopted === undefined ? [] : [adopted];
  const { status } = standing;
  if (isBusy(status)) return { kind: 'busy', reasons: [`busy: ${status}`] };
  if (isLeftover(status))
    return { kind: 'leftover', reasons: [...taken, `delete the leftover (${status}), create`] };
  const deployed = await context.gateways.cloudFormation.getTemplate(standing.id);
  const verdict = compare(node, desired, standing, deployed);
  return { ...verdict, reasons: [...taken, ...verdict.reasons] };
}

function compare(node: StackNode, desired: DesiredStack, standing: StackState, deployed: string): Verdict {
  const differences = findDifferences(node, desired, standing);
  const moved = differences.flatMap(({ parameter }) => parameter ?? []);
  const reasons = [
    ...statusReasons(standing.status),
    ...(sameTemplate(deployed, node.template) ? [] : ['template differs']),
    ...differences.map(({ reason }) => reason),
  ];
  if (isStuck(standing.status)) return { kind: 'stuck', reasons, deployed, moved };
  if (reasons.length > 0) return { kind: 'changed', reasons, deployed, moved };
  const asked = mustAsk(node);
  if (asked !== undefined) return { kind: 'ask', reasons: [asked], deployed, moved };
  const protection = protectionDifference(desired, standing);
  if (protection !== undefined) return { kind: 'settings', reasons: [protection] };
  return { kind: 'unchanged', reasons: [] };
}

function statusReasons(status: string): readonly string[] {
  if (isStuck(status)) return [`finish the failed rollback (${status}), update`];
  return isGood(status) ? [] : [`the last update did not succeed: ${status}`];
}
