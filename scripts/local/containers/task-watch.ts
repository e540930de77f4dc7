import type { AgentEcs, RecordedTask } from '../../aws/ecs-agent.ts';
import { asError } from '../../errors.ts';
import type { AgentReport } from '../agent/events.ts';
import type { StopOrder } from './run-container.ts';

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
  readonly run: (task: RecordedTask, stop: AbortSignal) => Promise<string>;
  readonly report: AgentReport;
  /** When this agent started: a task that is older has lost its process, if it ever had one. */
  readonly since: number;
}

/** A worker drains at the first signal and gives back at the second: `local stop` shall not take minutes. */
const LEAVE: StopOrder = { graceMs: 8_000, hurryMs: 1_500 };
const LEFT_BEHIND = 'The local agent was started after this task: the process of the task is gone';
const LEAVING = 'The local agent was stopped, and its containers with it';

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export function watchTasks({ ecs, run, report, since }: TaskWatchOptions): TaskWatch {
  const running = new Map<string, Running>();
  /** Taken up, or found to be over; only those that ECS still lists. */
  let known: ReadonlySet<string> = new Set<string>();
  let leaving = false;
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
    const stop = new AbortController();
    const live = async () => {
      const reason = await run(task, stop.signal);
      running.delete(task.arn);
      report({ type: 'container-ended', task: task.arn, reason });
      if (!stop.signal.aborted) await stopTask(task, reason);
      else if (leaving) await stopTask(task, LEAVING);
    };
    running.set(task.arn, { stop, ended: live() });
  };
  const takeUp = async (task: RecordedTask) => {
    if (task.status !== 'RUNNING' || leaving) return;
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
      leaving = true;
      const all = [...running.values()];
      for (const { stop } of all) stop.abort(LEAVE);
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

/** What ECS lists no more was stopped by somebody. */
function endUnlisted(
  running: ReadonlyMap<string, Running>,
  listed: ReadonlySet<string>,
  report: AgentReport,
): void {
  for (const [arn, { stop }] of running) {
    if (listed.has(arn) || stop.signal.aborted) continue;
    report({ type: 'stopping', task: arn, reason: 'somebody stopped it' });
    stop.abort({} satisfies StopOrder);
  }
}
