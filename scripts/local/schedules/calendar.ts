import { Cron } from 'croner';
import { asError, CloudpoolError } from '../../errors.ts';

/** When something fires. */
export interface Calendar {
  /** The first time after the given one, milliseconds since the epoch; `undefined`: never again. */
  next(after: number): number | undefined;
}

export interface CalendarOptions {
  /** IANA name. */
  readonly timezone: string;
  /** What `rate` counts from: the creation, milliseconds since the epoch. */
  readonly created: number;
  /** Nothing fires before or after these; `rate` counts from the start. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads an expression of EventBridge: `rate(5 minutes)`, `cron(0 8 * * ? *)`, `at(2026-11-22T08:00:00)`. Throws
 * BAD_SCHEDULE for anything else.
 */
export function readCalendar(expression: string, options: CalendarOptions): Calendar {
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = options;
  const [, kind, text = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  const unbounded =
    kind === 'rate'
      ? readRate(text, options)
      : kind === 'cron'
        ? readCron(text, options)
        : kind === 'at'
          ? croner(text, options)
          : undefined;
  if (unbounded === undefined) throw badSchedule(expression, 'it is none of rate(...), cron(...), at(...)');
  return {
    next: after => {
      const time = unbounded.next(Math.max(after, start - 1));
      return time === undefined || time > end ? undefined : time;
    },
  };
}

function readRate(text: string, { created, start }: CalendarOptions): Calendar {
  const [, value, unit] = /^(\d+) +(minute|hour|day)s?$/.exec(text) ?? [];
  const every = Number(value) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (!(every > 0))
    throw badSchedule(`rate(${text})`, 'a rate is a number above 0 of minutes, hours or days');
  const from = start ?? created;
  // A schedule that has a start fires at it; one without fires after the first period.
  const first = start === undefined ? 1 : 0;
  return {
    next: after => from + Math.max(first, Math.floor((after - from) / every) + 1) * every,
  };
}

/** Minutes, hours, day of month, month, day of week (1 = Sunday), year. */
function readCron(text: string, options: CalendarOptions): Calendar {
  const fields = text.trim().split(/\s+/);
  const [minute, hour, day, month, weekday, year] = fields;
  if (fields.length !== 6)
    throw badSchedule(`cron(${text})`, `a cron has 6 fields, this one ${fields.length}`);
  if ((day === '?') === (weekday === '?')) {
    throw badSchedule(
      `cron(${text})`,
      'one of day of month and day of week must be ?, and the other must not',
    );
  }
  const pattern = [
    '0',
    steps(minute, '59'),
    steps(hour, '23'),
    anyDay(steps(day, '31')),
    steps(month, '12'),
    lastWeekday(anyDay(steps(weekday, '7'))),
    steps(year, '2199'),
  ].join(' ');
  return croner(pattern, options);
}

/** `5/15`: from 5 on, every 15th. */
function steps(field = '', last: string): string {
  return field.replaceAll(/(^|,)(\w+)\/(\d+)/g, `$1$2-${last}/$3`);
}

function anyDay(field: string): string {
  return field === '?' ? '*' : field;
}

/** EventBridge's `6L` is the last Friday of the month, and `L` alone the seventh day: Saturday. */
function lastWeekday(field: string): string {
  return field === 'L' ? '7' : field.replaceAll(/(^|,)(\w+)L(?=,|$)/g, '$1$2#L');
}

function croner(pattern: string, { timezone }: CalendarOptions): Calendar {
  try {
    const job = new Cron(pattern, {
      timezone,
      paused: true,
      alternativeWeekdays: true,
      domAndDow: true,
    });
    return { next: after => job.nextRun(new Date(after))?.getTime() };
  } catch (error) {
    throw badSchedule(pattern, asError(error).message);
  }
}

function badSchedule(expression: string, why: string): CloudpoolError {
  return new CloudpoolError(`${expression} is no schedule: ${why}`, {
    code: 'BAD_SCHEDULE',
    hint: 'See "Schedule types" in the user guide of EventBridge Scheduler.',
  });
}
