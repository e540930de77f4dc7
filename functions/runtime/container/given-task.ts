import type { Json } from '../protocol/json.ts';
import { isLooseId } from '../protocol/loose.ts';

/** The one task that a container was started for. */
export interface GivenTask {
  /** Names its claim and its result: whoever else is started for it finds them. */
  readonly id: string;
  /** JSON text. */
  readonly input: string;
}

/**
 * Reads the one task of a container that a schedule started: `CLOUDPOOL_TASK_ID`, which ends with the scheduled time, and
 * `CLOUDPOOL_TASK`, the JSON input. An input that is an object finds both in `cloudpool`. `undefined`: no such task, the
 * container works for the queue. Throws an error that says what is wrong.
 */
export function readGivenTask(variables: NodeJS.ProcessEnv): GivenTask | undefined {
  const text = variables.CLOUDPOOL_TASK_ID;
  if (!text) return undefined;
  // Object keys with colons are a burden to every tool that makes files of them.
  const id = text.replaceAll(':', '-');
  if (!isLooseId(id)) {
    throw new Error(
      `CLOUDPOOL_TASK_ID must be 1 to 128 letters, digits, ".", "_", "-" or ":", got ${text.slice(0, 160)}`,
    );
  }
  const input = parseInput(variables.CLOUDPOOL_TASK || '{}');
  return {
    id,
    input: JSON.stringify(isObject(input) ? { ...input, cloudpool: { id, ...timeOf(text) } } : input),
  };
}

/** EventBridge Scheduler writes times as 2026-11-22T03:00:00Z. */
function timeOf(text: string): { readonly time?: string } {
  const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.exec(text)?.[0];
  return time === undefined ? {} : { time };
}

function parseInput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Error(`CLOUDPOOL_TASK is no JSON: set the parameter ScheduleInput, got ${text.slice(0, 80)}`);
  }
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
