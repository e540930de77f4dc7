import type { Outcome, TaskFailure } from '../../../functions/runtime/protocol/outcome.ts';
import { writeSummary } from '../collect/collect.ts';
import { type RunState, readProgress } from '../commands/list-runs.ts';
import type { RunFleets } from '../fleet/run-fleets.ts';
import { follow } from '../follow/follow.ts';
import type { ResultPart } from '../follow/read-result.ts';
import type { OpenRun, RunPorts } from '../ports.ts';

/** The one outcome of a task, with the type that the function returns. */
export type TaskOutcome<Output> =
  | { readonly task: number; readonly ok: true; readonly value: Output; readonly attempts: number }
  | { readonly task: number; readonly ok: false; readonly error: TaskFailure; readonly attempts: number };

export interface RunStatus {
  readonly state: RunState;
  readonly tasks: number;
  /** Tasks that have an outcome. */
  readonly done: number;
}

/** A run that was sent: it goes on whether this program lives or not. */
export class Run<Output> {
  readonly #ports: RunPorts;
  readonly #run: OpenRun;
  readonly #workers: RunFleets | undefined;

  /** `workers`: the containers that were started for it. */
  constructor(ports: RunPorts, run: OpenRun, workers?: RunFleets) {
    this.#ports = ports;
    this.#run = run;
    this.#workers = workers;
  }

  /** What `cloudpool resume` takes, on any machine. */
  get id(): string {
    return this.#run.record.run;
  }

  /** Asks the ledger how far the run is. */
  async status(): Promise<RunStatus> {
    return { tasks: this.#run.record.tasks, ...(await readProgress(this.#ports, this.#run)) };
  }

  /** Yields every outcome once, in task order unless told otherwise, while the run goes on. May be called again. */
  async *outcomes({
    ordered = true,
  }: {
    readonly ordered?: boolean;
  } = {}): AsyncGenerator<TaskOutcome<Output>> {
    let failed = 0;
    for await (const { outcomes } of this.#follow(ordered)) {
      failed += outcomes.filter(({ ok }) => !ok).length;
      yield* outcomes.map(toTaskOutcome<Output>);
    }
    await writeSummary(this.#ports, this.#run, failed);
  }

  /** Follows, and looks after the containers as long. */
  async *#follow(ordered: boolean): AsyncGenerator<ResultPart> {
    const end = new AbortController();
    const signal = AbortSignal.any([this.#ports.signal, end.signal]);
    let failure: unknown;
    const keeping = this.#workers?.keep(signal).catch((error: unknown) => {
      failure = error;
      end.abort();
    });
    try {
      yield* follow({ ...this.#ports, signal }, this.#run, { ordered });
    } catch (error) {
      throw failure ?? error;
    } finally {
      end.abort();
      await keeping;
    }
  }
}

/** What a function returns is what its type says: the one place where this is believed. */
function toTaskOutcome<Output>(outcome: Outcome): TaskOutcome<Output> {
  return outcome as TaskOutcome<Output>;
}
