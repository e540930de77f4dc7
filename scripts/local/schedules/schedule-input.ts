import { CloudpoolError } from '../../errors.ts';

/** One firing of a schedule. */
export interface Firing {
  readonly arn: string;
  /** When it was due, milliseconds since the epoch; the same for every try. */
  readonly time: number;
  /** The same for every try. */
  readonly execution: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/**
 * Fills in what Scheduler fills in (`<aws.scheduler.scheduled-time>` and the like), and reads the overrides of the task.
 * Throws BAD_INPUT when they are no JSON object.
 */
export function overridesOf(input: string | undefined, firing: Firing): object {
  if (input === undefined || input === '') return {};
  const text = fillIn(input, firing);
  try {
    const overrides: unknown = JSON.parse(text);
    if (typeof overrides === 'object' && overrides !== null && !Array.isArray(overrides)) return overrides;
  } catch {
    // Told below.
  }
  throw new CloudpoolError(`the input of ${firing.arn} is no JSON object: ${text.slice(0, 80)}`, {
    code: 'BAD_INPUT',
    hint: 'A target that is a cluster takes the overrides of RunTask: {"containerOverrides":[...]}.',
  });
}

/** Writes a time as Scheduler does: no fractions of a second. */
export function scheduledTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function fillIn(input: string, { arn, time, execution, attempt }: Firing): string {
  const values: Readonly<Record<string, string>> = {
    'scheduled-time': scheduledTime(time),
    'schedule-arn': arn,
    'execution-id': execution,
    'attempt-number': String(attempt),
  };
  return input.replaceAll(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}
