import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import { type AwsSession, openSession } from '../../aws/session.ts';
import { targetOf } from '../../aws/target.ts';
import { loadEnvironment } from '../../deploy/environment/environment.ts';
import { CloudpoolError } from '../../errors.ts';
import { prepareRun } from '../commands/prepare-run.ts';
import type { RunSettings } from '../commands/run.ts';
import { withRunFailures } from '../commands/run-failure.ts';
import type { PoolContext } from '../connect/context.ts';
import { findPool } from '../connect/find-pool.ts';
import { findWorkplace, rememberWorkplace, type Workplace } from '../connect/workplace.ts';
import type { RunEvent } from '../events.ts';
import { RunFleets } from '../fleet/run-fleets.ts';
import type { OpenRun } from '../ports.ts';
import { submit } from '../submit/submit.ts';
import { inputLines } from './input-lines.ts';
import { Run, type TaskOutcome } from './run.ts';
import { TaskError } from './task-error.ts';

export interface ConnectOptions {
  /** Name of an environment, or path of an environment file. */
  readonly environment: string;
  /** The pool's key in it. */
  readonly pool: string;
  readonly report?: (event: RunEvent) => void;
  /** Leaves when it aborts; runs go on. */
  readonly signal?: AbortSignal;
}

/** Values to make tasks of, one each. */
export type Inputs<Input> = Iterable<Input> | AsyncIterable<Input>;

/** Whatever `task()` makes. */
export interface AnyTask {
  readonly run: (input: never, ctx: never) => unknown;
}

/** What a function takes. */
export type InputOf<Handler extends AnyTask> = Parameters<Handler['run']>[0];

/** What a function returns. */
export type OutputOf<Handler extends AnyTask> = Awaited<ReturnType<Handler['run']>>;

/** How long a pool is taken for what it was: calls that follow one another ask once. */
const REMEMBER_MS = 30_000;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * A deployed pool, with the names and meanings of Python's `multiprocessing.Pool`. `Input` and `Output` are those of the
 * pool's function.
 */
export class Pool<Input, Output> implements Disposable {
  readonly #context: PoolContext;
  readonly #session: AwsSession;
  readonly #key: string;
  readonly #workplace: () => Promise<Workplace>;

  private constructor(context: PoolContext, session: AwsSession, key: string) {
    this.#context = context;
    this.#session = session;
    this.#key = key;
    this.#workplace = rememberWorkplace(() => findWorkplace(context, key), {
      now: () => context.clock.now(),
      forMs: REMEMBER_MS,
    });
  }

  /**
   * Finds a pool. Throws when it is not deployed. With the type of its function every input and every value has its type.
   *
   * @example
   * import type { handler } from '../functions/prices/index.ts';
   * const pool = await Pool.connect<typeof handler>({ environment: 'dev', pool: 'prices' });
   */
  static connect(options: ConnectOptions): Promise<Pool<unknown, unknown>>;
  static connect<Handler extends AnyTask>(
    options: ConnectOptions,
  ): Promise<Pool<InputOf<Handler>, OutputOf<Handler>>>;
  static connect<Input, Output>(options: ConnectOptions): Promise<Pool<Input, Output>>;
  static async connect<Input, Output>(options: ConnectOptions): Promise<Pool<Input, Output>> {
    const { environment: name, pool, report = () => undefined } = options;
    const environment = loadEnvironment(name, { root: ROOT, variables: process.env });
    const session = openSession(targetOf(environment, process.env));
    const signal = options.signal ?? new AbortController().signal;
    const context = { environment, session, clock: systemClock, report, signal };
    await findPool(context, pool);
    return new Pool<Input, Output>(context, session, pool);
  }

  /** Sends one task per input. The run goes on without this program. */
  async submit(inputs: Inputs<Input>, settings: RunSettings = {}): Promise<Run<Output>> {
    return withRunFailures(
      () => undefined,
      async () => {
        const source = { pool: this.#key, input: inputLines(inputs), inputName: 'inputs' };
        const options = { ...settings, ...source };
        const { ports, request, fleets } = await prepareRun(this.#context, options, this.#workplace());
        let workers: RunFleets | undefined;
        const begin = (opened: OpenRun) => {
          workers = new RunFleets(ports, opened, fleets);
          return workers.begin();
        };
        return new Run<Output>(ports, await submit(ports, request, begin), workers);
      },
    );
  }

  /** Answers all values in the order of the inputs. Throws an `AggregateError` of `TaskError`s when tasks failed. */
  async map(inputs: Inputs<Input>, settings?: RunSettings): Promise<Output[]> {
    const values: Output[] = [];
    const errors: TaskError[] = [];
    for await (const outcome of this.imap(inputs, settings)) {
      if (outcome.ok) values.push(outcome.value);
      else errors.push(new TaskError(outcome.task, outcome.error));
    }
    if (errors.length === 0) return values;
    const tasks = values.length + errors.length;
    throw new AggregateError(errors, `${errors.length} of ${tasks} tasks failed`);
  }

  /** Yields outcomes in the order of the inputs, while the run goes on. */
  imap(inputs: Inputs<Input>, settings?: RunSettings): AsyncGenerator<TaskOutcome<Output>> {
    return this.#stream(inputs, true, settings);
  }

  /** Yields outcomes as they come. */
  imapUnordered(inputs: Inputs<Input>, settings?: RunSettings): AsyncGenerator<TaskOutcome<Output>> {
    return this.#stream(inputs, false, settings);
  }

  /** `map` for functions whose input is a list of arguments. */
  starmap(inputs: Inputs<Input & readonly unknown[]>, settings?: RunSettings): Promise<Output[]> {
    return this.map(inputs, settings);
  }

  /** Runs one task and answers its value. Throws its `TaskError`. */
  async apply(input: Input, settings?: RunSettings): Promise<Output> {
    for await (const outcome of this.imap([input], settings)) {
      if (outcome.ok) return outcome.value;
      throw new TaskError(outcome.task, outcome.error);
    }
    throw new Error('a run of one task ended without an outcome');
  }

  /** Closes the connections. */
  close(): void {
    this.#session.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async *#stream(
    inputs: Inputs<Input>,
    ordered: boolean,
    settings?: RunSettings,
  ): AsyncGenerator<TaskOutcome<Output>> {
    const run = await unlessEmpty(() => this.submit(inputs, settings));
    if (run) yield* run.outcomes({ ordered });
  }
}

/** No inputs have no outcomes: no error in a program, where a file without tasks is one. */
async function unlessEmpty<Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CloudpoolError && error.code === 'EMPTY_INPUT') return undefined;
    throw error;
  }
}
