import type { StackEvent } from '../../aws/cloudformation.ts';
import { CloudpoolError, formatPosition, type Position } from '../../errors.ts';
import { isOwn } from '../apply/poller.ts';
import type { FailureCard } from '../events.ts';
import type { DeployGraph, StackNode } from '../graph/graph.ts';
import { ChangeSetRefused } from '../plan/change-set.ts';
import { codeFrame } from '../yaml/code-frame.ts';
import { blamedPosition } from './blame.ts';
import { rootCause } from './root-cause.ts';

/** What a stack failed with. */
export interface Failure {
  readonly stackId: string | undefined;
  readonly status: string;
  /** The operation's events, oldest first; none when it never began. */
  readonly events: readonly StackEvent[];
  readonly error?: Error;
}

/** Draws the root cause of a failed stack: what failed, why, where it stands in the template, what to do next. */
export function failureCard(graph: DeployGraph, node: StackNode, failure: Failure): FailureCard {
  const cause = rootCause(failure.events);
  const logicalId = cause === undefined ? mentionedResource(node, failure.error) : resourceOf(node, cause);
  const reason = failure.error?.message ?? cause?.reason ?? 'CloudFormation gives no reason.';
  const at = logicalId === undefined ? undefined : blamedPosition(node, logicalId, reason);
  const resourceType = cause !== undefined && logicalId !== undefined ? cause.resourceType : undefined;
  return {
    key: node.key,
    stackName: node.entry.stackName,
    status: failure.status,
    ...(logicalId === undefined ? {} : { logicalId }),
    ...(resourceType === undefined ? {} : { resourceType }),
    reason,
    ...(at === undefined ? {} : { at, frame: codeFrame(node.template.text, at.line) }),
    ...consoleLink(graph, failure.stackId),
    suggestion: suggest(graph, node, failure, at),
  };
}

/** A stack's own events, and those of a nested stack's resources, are in no line of this template. */
function resourceOf({ template }: StackNode, { logicalId }: StackEvent): string | undefined {
  return template.resources.has(logicalId) ? logicalId : undefined;
}

/** A refused change set names its resource only in the text. */
function mentionedResource(node: StackNode, error: Error | undefined): string | undefined {
  if (!(error instanceof ChangeSetRefused)) return undefined;
  const text = error.reasons.join('\n');
  return [...node.template.resources.keys()].find(key => new RegExp(`\\b${key}\\b`).test(text));
}

function consoleLink({ environment }: DeployGraph, stackId: string | undefined): { consoleUrl?: string } {
  if (environment.endpoint !== undefined || stackId === undefined) return {};
  const { region } = environment;
  return {
    consoleUrl: `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/events?stackId=${encodeURIComponent(stackId)}`,
  };
}

function suggest(
  { environment }: DeployGraph,
  node: StackNode,
  failure: Failure,
  at: Position | undefined,
): string {
  const deploy = `npx cloudpool deploy -e ${environment.name} ${node.key}`;
  if (failure.status === 'UPDATE_ROLLBACK_FAILED') return skipCommand(node, failure.events) ?? deploy;
  if (failure.error instanceof CloudpoolError && failure.error.hint !== undefined) return failure.error.hint;
  if (failure.status === 'DELETE_FAILED') return destroyAgain(environment.name, node.key, failure.events);
  return at === undefined ? deploy : `Correct ${formatPosition(at)}, then: ${deploy}`;
}

/** The first failed rollback is tried again by the next deploy; after the second only giving up its resources is left. */
function skipCommand({ entry }: StackNode, events: readonly StackEvent[]): string | undefined {
  const first = events.some(event => isOwn(event) && event.status === 'UPDATE_IN_PROGRESS');
  const failed = new Set(
    events
      .filter(event => !isOwn(event) && event.status === 'UPDATE_FAILED')
      .map(({ logicalId }) => logicalId),
  );
  if (first || failed.size === 0) return undefined;
  return `aws cloudformation continue-update-rollback --stack-name ${entry.stackName} --resources-to-skip ${[...failed].join(' ')}`;
}

/** A bucket that is not empty is emptied only by a purge. */
function destroyAgain(environment: string, key: string, events: readonly StackEvent[]): string {
  const full = events.some(({ reason }) => /not empty/i.test(reason ?? ''));
  return `npx cloudpool destroy -e ${environment} ${key}${full ? ' --purge' : ''}`;
}
