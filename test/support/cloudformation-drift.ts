import type { CloudFormationGateway, ResourceDrift } from '../../scripts/aws/cloudformation.ts';
import { type MemoryAccount, refused, requireStack } from './cloudformation-account.ts';
import { physicalId, type World } from './cloudformation-events.ts';

/** Seconds until a stack is compared. */
const DETECTION_SECONDS = 7;

/** What a test says about a resource: anything that is not said is in sync. */
export type Drifting = Partial<Pick<ResourceDrift, 'status' | 'differences' | 'reason'>>;

type DriftCalls = Pick<CloudFormationGateway, 'detectDrift' | 'driftDetection' | 'resourceDrifts'>;

/** Compares stacks as CloudFormation does: only those that stand firm, and what it found stays until the next time. */
export function createDriftCalls(
  { account, clock, nextId }: World,
  /** `<stack name>/<logical id>` → how it differs. */
  drifting: ReadonlyMap<string, Drifting>,
): DriftCalls {
  const detections = new Map<string, { readonly stackId: string; readonly readyAt: number }>();
  return {
    detectDrift: async nameOrId => {
      const { id, status, name } = requireStack(account, nameOrId);
      if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status))
        throw refused(`Drift detection cannot be performed on stack ${name} while in ${status}`);
      const detection = nextId();
      detections.set(detection, { stackId: id, readyAt: clock.now() + DETECTION_SECONDS * 1000 });
      return detection;
    },
    driftDetection: async detection => {
      const found = detections.get(detection);
      if (found === undefined) throw refused(`Drift detection ${detection} does not exist`);
      if (clock.now() < found.readyAt) return { status: 'DETECTION_IN_PROGRESS', drifted: false };
      const drifts = resourceDrifts(account, found.stackId, drifting);
      const failed = drifts.some(({ status }) => status === 'UNKNOWN');
      return {
        status: failed ? 'DETECTION_FAILED' : 'DETECTION_COMPLETE',
        ...(failed ? { reason: 'Failed to detect drift on some resources' } : {}),
        drifted: drifts.some(({ status }) => status === 'MODIFIED' || status === 'DELETED'),
      };
    },
    resourceDrifts: async nameOrId => resourceDrifts(account, nameOrId, drifting),
  };
}

function resourceDrifts(
  account: MemoryAccount,
  nameOrId: string,
  drifting: ReadonlyMap<string, Drifting>,
): readonly ResourceDrift[] {
  const stack = requireStack(account, nameOrId);
  return (stack.seen?.resources ?? []).map(({ logicalId, type }) => ({
    logicalId,
    physicalId: physicalId(stack, logicalId),
    resourceType: type,
    status: 'IN_SYNC',
    differences: [],
    ...drifting.get(`${stack.name}/${logicalId}`),
  }));
}
