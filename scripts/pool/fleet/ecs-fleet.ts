import { openTaskGateway, type TaskState } from '../../aws/ecs.ts';
import type { AwsSession } from '../../aws/session.ts';
import { containerEnd } from './container-end.ts';
import type { ContainerState, FleetFacts, WorkerFleet } from './worker-fleet.ts';

/** A deployed fleet: where its containers are started. */
export interface FleetStack extends FleetFacts {
  readonly cluster: string;
  /** Of the task definition. */
  readonly family: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
}

/** Opens a fleet on ECS. Makes no call. */
export async function openEcsFleet(session: AwsSession, stack: FleetStack): Promise<WorkerFleet> {
  const gateway = await openTaskGateway(session);
  const { cluster, family, subnets, securityGroup, size } = stack;
  const place = {
    cluster,
    family,
    subnets,
    securityGroups: [securityGroup],
    publicAddress: size.publicAddress,
    spot: size.spot,
  };
  return {
    ...stack,
    running: () => gateway.countRunning(cluster, family),
    start: ({ count, run, token }) => gateway.runTask({ ...place, count, startedBy: run, token }),
    look: async containers => (await gateway.describeTasks(cluster, containers)).map(stateOf),
  };
}

function stateOf(task: TaskState): ContainerState {
  const { arn, status, pullStartedAt, startedAt, stoppedAt } = task;
  const times = { billedFrom: pullStartedAt ?? startedAt, startedAt, stoppedAt };
  return { id: arn, ...times, ...(status === 'STOPPED' ? { end: containerEnd(task) } : {}) };
}
