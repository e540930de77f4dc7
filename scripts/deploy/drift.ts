import type { CloudFormationGateway, DriftDetection, ResourceDrift } from '../aws/cloudformation.ts';
import { asError } from '../errors.ts';
import { type DeployContext, type OpenContext, openContext } from './context.ts';
import { ENVIRONMENT_TAG } from './plan/desired-stack.ts';
import { stackNode } from './plan/selection.ts';
import { isAbsent } from './plan/stack-status.ts';
import { readStacks } from './plan/standing.ts';

/** One stack compared with its template. */
export interface StackDrift {
  readonly key: string;
  readonly stackName: string;
  /** `unchecked`: it could not be compared, or not all of it; `reason` says why. */
  readonly state: 'in-sync' | 'drifted' | 'absent' | 'unchecked';
  readonly reason?: string;
  /** How many resources were compared. CloudFormation leaves out the types that it cannot compare. */
  readonly checked: number;
  /** Those that are not as their template says, or could not be read. */
  readonly resources: readonly ResourceDrift[];
}

/** Beyond this CloudFormation is not waited for: a large stack takes some minutes. */
const DEADLINE_SECONDS = 900;

const FIRST_PAUSE_SECONDS = 0.2;
const LONGEST_PAUSE_SECONDS = 5;

/**
 * Compares stacks with their templates, all at once, in deploy order; all stacks when none is named. It says what was
 * changed behind CloudFormation's back, and changes nothing itself.
 */
export async function drift(
  context: DeployContext,
  { keys = [] }: { readonly keys?: readonly string[] } = {},
): Promise<readonly StackDrift[]> {
  const open = openContext(context);
  const named = new Set(keys.map(key => stackNode(open.graph, key).key));
  const nodes = open.graph.order
    .filter(key => named.size === 0 || named.has(key))
    .map(key => stackNode(open.graph, key));
  const standing = await readStacks(open, nodes);
  return Promise.all(
    nodes.map(async node => {
      const { key, entry } = node;
      const state = standing.get(key);
      const found =
        state === undefined || isAbsent(state.status)
          ? ({ state: 'absent', checked: 0, resources: [] } as const)
          : state.tags.get(ENVIRONMENT_TAG) === open.graph.environment.name
            ? await compare(open, state.id)
            : unchecked('it belongs to somebody else');
      return { key, stackName: entry.stackName, ...found };
    }),
  );
}

type Finding = Omit<StackDrift, 'key' | 'stackName'>;

async function compare(context: OpenContext, id: string): Promise<Finding> {
  const { cloudFormation } = context.gateways;
  try {
    const detection = await detect(context, cloudFormation, id);
    if (detection === undefined)
      return unchecked(
        context.signal.aborted ? 'interrupted' : `not done after ${DEADLINE_SECONDS / 60} minutes`,
      );
    return judge(detection, await cloudFormation.resourceDrifts(id));
  } catch (error) {
    return unchecked(asError(error).message);
  }
}

function unchecked(reason: string): Finding {
  return { state: 'unchecked', reason, checked: 0, resources: [] };
}

/** The end of a detection; nothing when the deadline or an interruption came first. */
async function detect(
  { clock, signal }: OpenContext,
  cloudFormation: CloudFormationGateway,
  id: string,
): Promise<DriftDetection | undefined> {
  const detection = await cloudFormation.detectDrift(id);
  const deadline = clock.now() + DEADLINE_SECONDS * 1000;
  for (let pause = FIRST_PAUSE_SECONDS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_SECONDS)) {
    const answer = await cloudFormation.driftDetection(detection);
    if (answer.status !== 'DETECTION_IN_PROGRESS') return answer;
    if (clock.now() >= deadline) return undefined;
    await clock.sleep(pause * 1000, signal);
    if (signal.aborted) return undefined;
  }
}

function judge({ status, reason, drifted }: DriftDetection, all: readonly ResourceDrift[]): Finding {
  const resources = all.filter(
    resource => resource.status !== 'IN_SYNC' && resource.status !== 'NOT_CHECKED',
  );
  const changed = drifted || resources.some(resource => resource.status !== 'UNKNOWN');
  const whole = status === 'DETECTION_COMPLETE' && resources.every(resource => resource.status !== 'UNKNOWN');
  return {
    state: changed ? 'drifted' : whole ? 'in-sync' : 'unchecked',
    ...(whole ? {} : { reason: reason ?? 'a resource could not be read' }),
    checked: all.length,
    resources,
  };
}
