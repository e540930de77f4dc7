import { isTransient } from '../../aws/aws-error.ts';
import { asError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { DoomedResource } from './doomed-resources.ts';

/** Milliseconds until a task has stopped: at most 120 s for its own end, and the minutes in which its network interface goes. */
const PATIENCE = 300_000;
const LOOK = 3_000;
/** Names that a sentence has room for. */
const MOST_NAMED = 3;

/** Tells whether tasks can run in a resource. */
export function isCluster({ type }: Pick<DoomedResource, 'type'>): boolean {
  return type === 'AWS::ECS::Cluster';
}

/**
 * Stops what runs in the clusters of a stack, and waits until it has: AWS deletes no cluster with an active task. What
 * cannot be stopped is said, and the deletion is tried all the same: CloudFormation then has the last word.
 */
export async function stopTasks(
  context: OpenContext,
  { key, resources }: { readonly key: string; readonly resources: readonly DoomedResource[] },
): Promise<void> {
  const clusters = resources.filter(resource => isCluster(resource) && !resource.retained);
  await Promise.all(
    clusters.map(cluster =>
      stopAll(context, key, cluster).catch(thrown =>
        notice(context, key, `the tasks of ${named(cluster)} cannot be stopped: ${asError(thrown).message}`),
      ),
    ),
  );
}

/** Looks again until none is left: a run that goes on, or a schedule, may start another one meanwhile. */
async function stopAll(context: OpenContext, key: string, cluster: DoomedResource): Promise<void> {
  const { clock, signal } = context;
  const end = clock.now() + PATIENCE;
  const asked = new Set<string>();
  while (!signal.aborted) {
    const left = await stopOnce(context, key, { cluster, asked }).catch(thrown => {
      if (!isTransient(thrown)) throw thrown;
      return undefined;
    });
    if (left === 0) return;
    if (clock.now() >= end) return notice(context, key, tooLate(cluster, left));
    await clock.sleep(LOOK, signal);
  }
}

/** Stops the tasks that were not asked to yet. Answers how many are still there. */
async function stopOnce(
  context: OpenContext,
  key: string,
  { cluster, asked }: { readonly cluster: DoomedResource; readonly asked: Set<string> },
): Promise<number> {
  const { clusters } = context.gateways;
  const tasks = await clusters.activeTasks(cluster.physicalId);
  const fresh = tasks.filter(task => !asked.has(task));
  for (const task of fresh) {
    await clusters.stopTask(cluster.physicalId, task, 'cloudpool destroy deletes the cluster');
    asked.add(task);
  }
  if (fresh.length > 0) notice(context, key, stopping(cluster, fresh));
  return tasks.length;
}

function stopping(cluster: DoomedResource, tasks: readonly string[]): string {
  const names = tasks.slice(0, MOST_NAMED).map(task => task.slice(task.lastIndexOf('/') + 1));
  const more = tasks.length > MOST_NAMED ? ', …' : '';
  return `${counted(tasks.length)} of ${named(cluster)} told to stop and waited for: ${names.join(', ')}${more}`;
}

function tooLate(cluster: DoomedResource, left: number | undefined): string {
  const what = left === undefined ? 'it is not known what runs' : `${counted(left)} not stopped yet`;
  return `${named(cluster)}: ${what} after ${PATIENCE / 60_000} minutes; the deletion is tried all the same.`;
}

function counted(tasks: number): string {
  return `${tasks} task${tasks === 1 ? '' : 's'}`;
}

function named({ logicalId, physicalId }: DoomedResource): string {
  return `${logicalId} (${physicalId})`;
}

function notice({ report }: OpenContext, key: string, text: string): void {
  report({ type: 'notice', message: `${key}: ${text}` });
}
