import type { AgentEcs, RecordedTask } from '../../aws/ecs-agent.ts';
import { asError } from '../../errors.ts';
import type { AgentReport } from '../agent/events.ts';
import type { ContainerSignals } from './run-container.ts';

/** Keeps one container for each task that ECS says shall run. */
export interface TaskWatch {
  /** Containers that run. */
  readonly containers: number;
  /** Looks once. Returns how many clusters there are. Throws `AwsError` when nobody answers. */
  look(): Promise<number>;
  /** Ends all containers and marks their tasks stopped. Takes no more. */
  leave(): Promise<void>;
}

export interface TaskWatchOptions {
  readonly ecs: Pick<AgentEcs, 'clusters' | 'running' | 'describe' | 'stop'>;
  /** See `runContainer`. */
  readonly run: (task: RecordedTask, signals: ContainerSignals) => Promise<string>;
  readonly report: AgentReport;
  /** When this agent started: a task that is older has lost its process, if it ever had one. */
  readonly since: number;
}

const LEFT_BEHIND = 'The local agent was started after this task: the process of the task is gone';
const LEAVING = 'The local agent was stopped, and its containers with it';

interface Running {
  readonly stopped: AbortController;
  readonly ended: Promise<void>;
}

export function watchTasks({ ecs, run, report, since }: TaskWatchOptions): TaskWatch {
  const running = new Map<string, Running>();
  /** Taken up, or found to be over; only those that ECS still lists. */
  let known: ReadonlySet<string> = new Set<string>();
  const leaving = new AbortController();
  const stopTask = async (task: RecordedTask, reason: string) => {
    try {
      await ecs.stop(task, reason);
    } catch (error) {
      report({
        type: 'problem',
        about: task.arn,
        message: `not marked as stopped: ${asError(error).message}`,
      });
    }
  };
  const begin = (task: RecordedTask) => {
    const stopped = new AbortController();
    const live = async () => {
      const reason = await run(task, { stopped: stopped.signal, leaving: leaving.signal });
      running.delete(task.arn);
      report({ type: 'container-ended', task: task.arn, reason });
      if (leaving.signal.aborted) await stopTask(task, LEAVING);
      else if (!stopped.signal.aborted) await stopTask(task, reason);
    };
    running.set(task.arn, { stopped, ended: live() });
  };
  const takeUp = async (task: RecordedTask) => {
    if (task.status !== 'RUNNING' || leaving.signal.aborted) return;
    // The emulator tells whole seconds.
    if (task.created + 1_000 <= since) await stopTask(task, LEFT_BEHIND);
    else begin(task);
  };
  return {
    get containers() {
      return running.size;
    },
    look: async () => {
      const clusters = await ecs.clusters();
      const listed: string[] = [];
      for (const cluster of clusters) {
        const arns = await ecs.running(cluster);
        listed.push(...arns);
        const fresh = arns.filter(arn => !known.has(arn));
        const tasks = fresh.length === 0 ? [] : await ecs.describe(cluster, fresh);
        known = new Set([...known, ...fresh]);
        for (const task of tasks) await takeUp(task);
      }
      known = new Set(listed);
      endUnlisted(running, known, report);
      return clusters.length;
    },
    leave: async () => {
      leaving.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** What ECS lists no more was stopped by somebody. */
function endUnlisted(
  running: ReadonlyMap<string, Running>,
  listed: ReadonlySet<string>,
  report: AgentReport,
): void {
  for (const [arn, { stopped }] of running) {
    if (listed.has(arn) || stopped.signal.aborted) continue;
    report({ type: 'stopping', task: arn, reason: 'somebody stopped it' });
    stopped.abort();
  }
}
