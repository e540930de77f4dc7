import type { TaskDescription, TaskKind } from './protocol/describe.ts';
import type { Json } from './protocol/json.ts';

/** What the pool's parameter `Settings` holds, the same for all its tasks. */
export type Settings = { readonly [name: string]: Json };

/** What a function finds beside its input. */
export interface TaskContext {
  /** The same for every start of this task, and of no other: an idempotency key for what the task writes elsewhere. */
  readonly taskId: string;
  /** The task's number in its run, from 0. */
  readonly task: number;
  readonly run: string;
  /** Which start of this task it is, from 1. */
  readonly attempt: number;
  /** Aborts when the task's time is up or the run is cancelled. Hand it to `fetch` and everything else that waits. */
  readonly signal: AbortSignal;
  /** The pool's `Settings`. */
  readonly settings: Settings;
  /** Writes a line to the worker's log, with run and task beside it. Formats like `console.log`. */
  log(...values: readonly unknown[]): void;
  /** Milliseconds until the signal aborts. */
  remainingMs(): number;
}

export interface TaskOptions {
  /** `io` waits a lot: all tasks share one thread. `cpu` computes: each task has a thread to itself. Default: `io`. */
  readonly kind?: TaskKind | undefined;
  /** Tasks in flight in one worker, 1 to 1,000. Default: 10. Of `cpu` at most one per processor. */
  readonly concurrency?: number | undefined;
  /** Seconds one start may take, up to 39,600 (11 hours). Default: 30. */
  readonly timeout?: number | undefined;
  /** How often a task that throws is started, 1 to 100. Default: 3. */
  readonly tries?: number | undefined;
}

/** A function made into a task. `run` is the function itself, for tests. */
export interface Task<Input, Output> {
  readonly run: (input: Input, ctx: TaskContext) => Promise<Output> | Output;
  readonly description: TaskDescription;
}

/**
 * Makes a function the work of a pool. Input and output are JSON; an error that it throws becomes the task's outcome when
 * its tries are used up, at once when the error has `retry: false` (see `PermanentError`).
 *
 * @example export const handler = task(async ({ url }: { url: string }) => (await fetch(url)).status, { timeout: 10 });
 * @throws TypeError that names every option that is wrong
 */
export function task<Input, Output>(
  run: (input: Input, ctx: TaskContext) => Promise<Output> | Output,
  options: TaskOptions = {},
): Task<Input, Output> {
  const problems = [...findProblems(run, options)];
  if (problems.length > 0) throw new TypeError(`task(): ${problems.join('; ')}`);
  const { kind = 'io', concurrency = 10, timeout = 30, tries = 3 } = options;
  return { run, description: { kind, concurrency, timeoutSeconds: timeout, tries } };
}

/** Tells whether a value was made with `task()`. */
export function isTask(value: unknown): value is Task<never, unknown> {
  const candidate = value as Partial<Task<never, unknown>> | null | undefined;
  return typeof candidate?.run === 'function' && typeof candidate.description === 'object';
}

interface Rule {
  readonly expects: string;
  readonly allows: (value: unknown) => boolean;
}

const RULES = new Map<string, Rule>(
  Object.entries({
    kind: { expects: "'io' or 'cpu'", allows: value => value === 'io' || value === 'cpu' },
    concurrency: { expects: 'a whole number from 1 to 1,000', allows: value => isCount(value, 1_000) },
    // SQS leaves a message with one worker for 12 hours at most.
    timeout: { expects: 'a number of seconds above 0, up to 39,600', allows: isTimeout },
    tries: { expects: 'a whole number from 1 to 100', allows: value => isCount(value, 100) },
  } satisfies Record<keyof TaskOptions, Rule>),
);

function* findProblems(run: unknown, options: unknown): Generator<string> {
  if (typeof run !== 'function') yield `expected a function, got ${show(run)}`;
  if (typeof options !== 'object' || options === null) {
    yield `the options must be an object, got ${show(options)}`;
    return;
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = RULES.get(name);
    if (rule === undefined) yield `there is no option ${name}, only ${[...RULES.keys()].join(', ')}`;
    else if (value !== undefined && !rule.allows(value)) {
      yield `${name} must be ${rule.expects}, got ${show(value)}`;
    }
  }
}

function isCount(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
}

function isTimeout(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= 39_600;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
