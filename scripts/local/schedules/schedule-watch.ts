import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { TaskSchedule } from '../../aws/schedule-target.ts';
import { asError } from '../../errors.ts';
import type { AgentReport } from '../agent/events.ts';
import { type Calendar, readCalendar } from './calendar.ts';
import { fire, type StartTasks } from './fire.ts';
import { scheduledTime } from './schedule-input.ts';

/** Fires schedules when their time comes. */
export interface ScheduleWatch {
  /** Schedules that are on. */
  readonly schedules: number;
  /** Reads the schedules anew. Throws `AwsError` when nobody answers. */
  refresh(): Promise<void>;
  /** Fires what is due, and returns when the next one is: milliseconds since the epoch. */
  fireDue(): number | undefined;
  /** Resolves when all that was fired has ended. */
  settle(): Promise<void>;
}

export interface ScheduleWatchOptions {
  readonly list: () => Promise<readonly TaskSchedule[]>;
  readonly start: StartTasks;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: AgentReport;
  readonly signal: AbortSignal;
}

/** A schedule, and when it fires next. */
interface Planned {
  readonly schedule: TaskSchedule;
  readonly calendar: Calendar;
  next: number | undefined;
}

/**
 * Keeps the next firing of each schedule. A firing that was missed, because nobody was there or the machine slept, is not
 * made up. A rule tells no creation: its rate counts from when it was first seen.
 */
export function watchSchedules(options: ScheduleWatchOptions): ScheduleWatch {
  const { list, start, clock, random, report, signal } = options;
  const since = clock.now();
  let planned = new Map<string, Planned>();
  const firing = new Set<Promise<void>>();
  const fireOne = async (schedule: TaskSchedule, time: number) => {
    try {
      const tasks = await fire(schedule, { time, start, clock, random, signal });
      report({ type: 'fired', schedule: schedule.arn, time: scheduledTime(time), tasks });
    } catch (error) {
      const { message } = asError(error);
      report({
        type: 'problem',
        about: schedule.arn,
        message: `did not fire at ${scheduledTime(time)}: ${message}`,
      });
    }
  };
  return {
    get schedules() {
      return planned.size;
    },
    refresh: async () => {
      const schedules = (await list()).filter(({ enabled }) => enabled);
      const arns = new Set([...planned.values()].map(({ schedule }) => schedule.arn));
      const kept = schedules.map(schedule => {
        const { arn, created } = schedule;
        // A new one may have been due before it was first seen; one that was changed begins anew.
        const isNew = created !== undefined && !arns.has(arn);
        const from = isNew ? Math.max(since, created) : clock.now();
        return [keyOf(schedule), planned.get(keyOf(schedule)) ?? plan(schedule, from, report)] as const;
      });
      planned = new Map(kept);
    },
    fireDue: () => {
      const now = clock.now();
      for (const plan of planned.values()) {
        const due = plan.next;
        if (due === undefined || due > now) continue;
        plan.next = plan.calendar.next(Math.max(due, now));
        if (now - due > LATE_MS) continue;
        const work = fireOne(plan.schedule, due).finally(() => firing.delete(work));
        firing.add(work);
      }
      return earliest([...planned.values()].map(({ next }) => next));
    },
    settle: async () => {
      await Promise.all(firing);
    },
  };
}

/** What is later than this was missed: the machine slept. */
const LATE_MS = 60_000;

/** A schedule that was changed is another one. */
function keyOf(schedule: TaskSchedule): string {
  return JSON.stringify(schedule);
}

function plan(schedule: TaskSchedule, from: number, report: AgentReport): Planned {
  const { arn, expression, timezone, start, end, created = from } = schedule;
  try {
    const calendar = readCalendar(expression, { timezone, created, start, end });
    return { schedule, calendar, next: calendar.next(from) };
  } catch (error) {
    report({ type: 'problem', about: arn, message: `never fires: ${asError(error).message}` });
    return { schedule, calendar: { next: () => undefined }, next: undefined };
  }
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
