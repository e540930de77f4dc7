import type { StackState } from '../aws/cloudformation.ts';
import { type DeployContext, openContext } from './context.ts';
import { ENVIRONMENT_TAG } from './plan/desired-stack.ts';
import { stackNode } from './plan/selection.ts';
import { outputsOf, readStacks } from './plan/standing.ts';

/** What stands of one stack. */
export interface StackStatus {
  readonly key: string;
  readonly stackName: string;
  /** CloudFormation's status; `ABSENT` when there is no stack. */
  readonly status: string;
  readonly reason?: string;
  /** Milliseconds since the epoch, of the last operation. */
  readonly updated?: number;
  readonly terminationProtection: boolean;
  /** False: a stack of this name that another environment, or somebody else, deployed. */
  readonly ours: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Tells what stands of an environment, in deploy order, or of the stacks that are named, by one read a stack. */
export async function status(
  context: DeployContext,
  keys: readonly string[] = [],
): Promise<readonly StackStatus[]> {
  const open = openContext(context);
  const { graph } = open;
  const nodes = (keys.length === 0 ? graph.order : keys).map(key => stackNode(graph, key));
  const standing = await readStacks(open, nodes);
  return nodes.map(({ key, entry }) =>
    toStatus(key, entry.stackName, standing.get(key), graph.environment.name),
  );
}

function toStatus(
  key: string,
  stackName: string,
  state: StackState | undefined,
  environment: string,
): StackStatus {
  if (state === undefined) {
    return { key, stackName, status: 'ABSENT', terminationProtection: false, ours: true, outputs: {} };
  }
  return {
    key,
    stackName,
    status: state.status,
    ...(state.statusReason === undefined ? {} : { reason: state.statusReason }),
    updated: state.updated,
    terminationProtection: state.terminationProtection,
    ours: state.tags.get(ENVIRONMENT_TAG) === environment || state.status === 'REVIEW_IN_PROGRESS',
    outputs: outputsOf(state),
  };
}
