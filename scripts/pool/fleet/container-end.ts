import type { TaskState } from '../../aws/ecs.ts';
import type { ContainerEnd } from './worker-fleet.ts';

/** What ECS says of a task whose one container ended, and no word more. */
const ENDED_BY_ITSELF = 'Essential container in task exited';

/** The reason of a loss that says nothing about the container: it may have been well, and the next one may be. */
export const SPOT_TAKEN = 'AWS took its Spot capacity back';

/**
 * Judges how a stopped task ended. Only a worker that found no more work ends by itself with exit code 0; everything else is
 * a loss: Spot, a kill, an image that is not there.
 */
export function containerEnd(task: TaskState): ContainerEnd {
  const { stoppedReason = 'ECS gives no reason', exitCode } = task;
  if (stoppedReason === ENDED_BY_ITSELF && exitCode === 0) return { kind: 'left' };
  return { kind: 'lost', reason: isSpot(task) ? SPOT_TAKEN : withDetails(stoppedReason, task) };
}

function isSpot({ stopCode, stoppedReason = '' }: TaskState): boolean {
  return stopCode === 'SpotInterruption' || /spot (task )?(was )?interrupt/i.test(stoppedReason);
}

function withDetails(stoppedReason: string, { exitCode, containerReason }: TaskState): string {
  return [
    stoppedReason,
    ...(containerReason === undefined || containerReason === stoppedReason ? [] : [containerReason]),
    ...(exitCode === undefined || exitCode === 0 ? [] : [`exit code ${exitCode}`]),
  ].join(': ');
}
