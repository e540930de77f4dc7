import type { JobTasks } from './job.ts';
import type { AttemptHistory } from './protocol/attempts.ts';
import type { Tries } from './protocol/claim.ts';
import { failureLine, type OutcomeLine, type TaskFailure } from './protocol/outcome.ts';

/** What is known of a chunk's tasks while one attempt works on them. */
export class ChunkProgress {
  readonly #tasks: readonly number[];
  readonly #history: AttemptHistory;
  readonly #gained = new Map<number, OutcomeLine>();
  readonly #tries = new Map<number, Tries>();

  constructor({ first, count }: JobTasks, history: AttemptHistory) {
    this.#tasks = Array.from({ length: count }, (_, at) => first + at);
    this.#history = history;
  }

  /** Tasks without an outcome, in order. */
  get open(): readonly number[] {
    return this.#tasks.filter(task => this.#outcome(task) === undefined);
  }

  /** All outcomes, from earlier attempts too, in task order. */
  get outcomes(): readonly OutcomeLine[] {
    return this.#tasks.flatMap(task => this.#outcome(task) ?? []);
  }

  /** Outcomes that this attempt gained. */
  get gained(): readonly OutcomeLine[] {
    return [...this.#gained.values()];
  }

  /** Starts of open tasks in this attempt. */
  get tries(): readonly Tries[] {
    return [...this.#tries.values()].filter(({ task }) => !this.#gained.has(task));
  }

  /** How often a task was started so far, in all attempts that are known. */
  started(task: number): number {
    return this.#sum(task, 'started');
  }

  /** How many of its starts ended in an error. */
  failed(task: number): number {
    return this.#sum(task, 'failed');
  }

  noteStart(task: number): void {
    this.#count(task, 'started');
  }

  noteFailure(task: number): void {
    this.#count(task, 'failed');
  }

  /** Keeps a task's outcome. The first one counts. */
  gain(line: OutcomeLine): void {
    if (this.#outcome(line.task) === undefined) this.#gained.set(line.task, line);
  }

  /** Gives a task, or every open task, the same failure. */
  fail(error: TaskFailure, tasks: readonly number[] = this.open): void {
    for (const task of tasks) this.gain(failureLine(task, error, this.started(task)));
  }

  #outcome(task: number): OutcomeLine | undefined {
    return this.#gained.get(task) ?? this.#history.outcomes.get(task);
  }

  #sum(task: number, what: 'started' | 'failed'): number {
    return (this.#history.tries.get(task)?.[what] ?? 0) + (this.#tries.get(task)?.[what] ?? 0);
  }

  #count(task: number, what: 'started' | 'failed'): void {
    const before = this.#tries.get(task) ?? { task, started: 0, failed: 0 };
    this.#tries.set(task, { ...before, [what]: before[what] + 1 });
  }
}
