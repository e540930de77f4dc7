import { PermanentError } from '../runtime/index.ts';

/** How much a probe measures. */
export interface ProbeOrder {
  /** Of computing, for one thread and again for all. Default: 1.5. */
  readonly seconds: number;
  /** Most memory to allocate, in MB. Default: all that there is. */
  readonly mostMb: number;
  /** To and from S3. Default: 16. */
  readonly networkMb: number;
  /** To and from the disk. Default: 32. */
  readonly diskMb: number;
}

const DEFAULTS: ProbeOrder = { seconds: 1.5, mostMb: 10_240, networkMb: 16, diskMb: 32 };
const LIMITS: Readonly<Record<keyof ProbeOrder, readonly [least: number, most: number]>> = {
  seconds: [0.05, 10],
  mostMb: [0, 10_240],
  networkMb: [1, 256],
  diskMb: [1, 256],
};

/** Reads what the task was given: an object with any of the fields, or nothing. Throws a `PermanentError`. */
export function readOrder(input: unknown): ProbeOrder {
  const given = input ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new PermanentError(`expected an object, got ${JSON.stringify(input)}`);
  }
  const problems = Object.entries(given).flatMap(([name, value]) => problemsOf(name, value));
  if (problems.length > 0) throw new PermanentError(problems.join('; '));
  return { ...DEFAULTS, ...given };
}

function problemsOf(name: string, value: unknown): string[] {
  if (!(name in LIMITS)) return [`there is no field ${name}, only ${Object.keys(LIMITS).join(', ')}`];
  const [least, most] = LIMITS[name as keyof ProbeOrder];
  if (typeof value === 'number' && value >= least && value <= most) return [];
  return [`${name} must be a number from ${least} to ${most}, got ${JSON.stringify(value)}`];
}
