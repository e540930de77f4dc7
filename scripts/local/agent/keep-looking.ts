import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { asError } from '../../errors.ts';
import type { TaskWatch } from '../containers/task-watch.ts';
import type { ScheduleWatch } from '../schedules/schedule-watch.ts';
import type { AgentReport } from './events.ts';

/** Nobody has a cluster: one call each time. */
const IDLE_MS = 2_000;
/** How often tasks are looked for where there is a cluster. */
const TASKS_MS = 500;
/** How often schedules are read anew. */
const SCHEDULES_MS = 5_000;

export interface LookingOptions {
  readonly tasks: Pick<TaskWatch, 'look'>;
  readonly schedules: Pick<ScheduleWatch, 'refresh' | 'fireDue'>;
  readonly clock: Clock;
  readonly report: AgentReport;
  readonly signal: AbortSignal;
}

/** An emulator that starts beside the agent is silent for a moment. */
const PATIENCE_MS = 10_000;

/**
 * Looks for tasks and fires schedules until `signal` aborts. Gentle: without a cluster there is one call in two seconds. An
 * emulator that does not answer is told once, and asked again.
 */
export async function keepLooking({
  tasks,
  schedules,
  clock,
  report,
  signal,
}: LookingOptions): Promise<void> {
  let refreshed = Number.NEGATIVE_INFINITY;
  let answered = clock.now();
  let isTold = false;
  while (!signal.aborted) {
    let pause = IDLE_MS;
    try {
      const clusters = await tasks.look();
      if (clusters > 0) {
        if (clock.now() - refreshed >= SCHEDULES_MS) {
          await schedules.refresh();
          refreshed = clock.now();
        }
        pause = pauseUntil(schedules.fireDue(), clock.now());
      }
      answered = clock.now();
      isTold = false;
    } catch (error) {
      if (isTold || clock.now() - answered < PATIENCE_MS) continue;
      report({ type: 'problem', about: 'emulator', message: asError(error).message });
      isTold = true;
    } finally {
      await clock.sleep(pause, signal);
    }
  }
}

function pauseUntil(next: number | undefined, now: number): number {
  return Math.max(0, Math.min(TASKS_MS, (next ?? Number.POSITIVE_INFINITY) - now));
}
