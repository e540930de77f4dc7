import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { backoffMs } from '../../../functions/runtime/protocol/retry.ts';
import { isTransient } from '../../aws/aws-error.ts';
import type { TaskSchedule } from '../../aws/schedule-target.ts';
import { CloudpoolError } from '../../errors.ts';
import { type Firing, overridesOf } from './schedule-input.ts';

/** Starts the tasks of a schedule with the rights of its role. Returns how many. */
export type StartTasks = (
  schedule: TaskSchedule,
  request: { readonly startedBy: string; readonly overrides: object },
) => Promise<number>;

export interface FireOptions {
  /** When it was due, milliseconds since the epoch. */
  readonly time: number;
  readonly start: StartTasks;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/**
 * Fires a schedule once: tries again what may pass, with the same scheduled time, as often and as long as its retry policy
 * says. Throws the last failure. There is no dead-letter queue here.
 */
export async function fire(schedule: TaskSchedule, options: FireOptions): Promise<number> {
  const { time, start, clock, random, signal } = options;
  const { arn, name, kind, target } = schedule;
  refuseUnsupported(schedule);
  const execution = randomUUID();
  const startedBy = `${kind === 'rule' ? 'events-rule' : 'chronos-schedule'}/${name}`.slice(0, 128);
  for (let attempt = 1; ; attempt++) {
    const firing: Firing = { arn, time, execution, attempt };
    try {
      return await start(schedule, { startedBy, overrides: overridesOf(target.input, firing) });
    } catch (error) {
      const wait = backoffMs(attempt, random, { baseMs: 500, capMs: 60_000 });
      const isOver = attempt > target.retries || clock.now() + wait > time + target.retryForMs;
      if (!isTransient(error) || isOver || signal.aborted) throw error;
      await clock.sleep(wait, signal);
      if (signal.aborted) throw error;
    }
  }
}

function refuseUnsupported({ arn, target }: TaskSchedule): void {
  if (target.unsupported.length === 0) return;
  throw new CloudpoolError(`${arn} uses ${target.unsupported.join(' and ')}, which nobody fills in here`, {
    code: 'UNSUPPORTED_TARGET',
    hint: 'Give the target a constant Input, or use a schedule of EventBridge Scheduler.',
  });
}
