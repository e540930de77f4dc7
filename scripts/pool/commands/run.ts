import { hostname, userInfo } from 'node:os';
import type { Writable } from 'node:stream';
import type { Description } from '../../../functions/runtime/protocol/describe.ts';
import { CloudpoolError } from '../../errors.ts';
import { largestBill } from '../../estimate/largest-bill.ts';
import type { RunSummary } from '../collect/collect.ts';
import { openOutputFile } from '../collect/output-file.ts';
import { type OutcomeSink, streamSink } from '../collect/sink.ts';
import type { PoolContext } from '../connect/context.ts';
import { describePool } from '../connect/describe-pool.ts';
import { findPool, type PoolStack } from '../connect/find-pool.ts';
import { openPorts } from '../connect/open-ports.ts';
import { drive } from '../drive.ts';
import type { OpenRun } from '../ports.ts';
import { commitRun, type RunRequest } from '../submit/commit-run.ts';
import { submit } from '../submit/submit.ts';
import { withRunFailures } from './run-failure.ts';

/** What a run may be told. */
export interface RunSettings {
  /** Tasks a chunk. */
  readonly chunk?: number | undefined;
  /** How often a task that throws is started, at most. */
  readonly tries?: number | undefined;
  /** How long a silent worker keeps its chunk. */
  readonly leaseSeconds?: number | undefined;
  /** No task starts after it; at most three days. */
  readonly lifetimeSeconds?: number | undefined;
}

export interface RunOptions extends RunSettings {
  /** The pool's key in the environment file. */
  readonly pool: string;
  readonly input: AsyncIterable<Uint8Array>;
  /** The input's name in messages. */
  readonly inputName: string;
  /** A file, which appears whole, or a stream. */
  readonly output: string | Writable;
  /** Results in task order (the default) or as they come. */
  readonly ordered?: boolean | undefined;
  /** Leave once everything is sent. */
  readonly detach?: boolean | undefined;
  /** Replace an output that exists. */
  readonly force?: boolean | undefined;
}

/** Runs one task per input line and brings every result. Nothing is sent before all input was checked. */
export async function run(context: PoolContext, options: RunOptions): Promise<RunSummary> {
  if (options.detach) {
    if (typeof options.output === 'string') throw detachedOutput(options.output);
    return runDetached(context, options);
  }
  const sink = await openSink(options.output, options);
  let opened: OpenRun | undefined;
  try {
    return await withRunFailures(
      () => opened?.record.run,
      async () => {
        const { ports, request } = await prepareRun(context, options);
        opened = await commitRun(ports, request);
        return drive(ports, opened, { sink, ordered: options.ordered ?? true, from: 0 });
      },
    );
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function runDetached(context: PoolContext, options: RunOptions): Promise<RunSummary> {
  const startedAt = context.clock.now();
  return withRunFailures(
    () => undefined,
    async () => {
      const { ports, request } = await prepareRun(context, options);
      const { record } = await submit(ports, request);
      const at = context.clock.now();
      context.report({ type: 'detached', at, run: record.run });
      const { run, tasks } = record;
      return { run, tasks, done: 0, failed: 0, complete: false, wallSeconds: (at - startedAt) / 1000 };
    },
  );
}

function detachedOutput(output: string): CloudpoolError {
  return new CloudpoolError(`a detached run brings no results: nothing would be written to ${output}`, {
    code: 'DETACHED_OUTPUT',
    hint: 'Leave the output out, and give it to resume.',
    exitCode: 2,
  });
}

/** Opens where results go, before anything is spent. */
export async function openSink(
  output: string | Writable,
  { force }: { readonly force?: boolean | undefined },
): Promise<OutcomeSink> {
  return typeof output === 'string' ? openOutputFile(output, { force }) : streamSink(output);
}

export type RunInput = RunSettings & Pick<RunOptions, 'pool' | 'input' | 'inputName'>;

/** Finds the pool, asks its code, and says what the run will be. */
export async function prepareRun(context: PoolContext, options: RunInput) {
  const pool = await findPool(context, options.pool);
  const description = await describePool(context, pool);
  return { pool, ports: await openPorts(context, pool), request: requestFor(pool, description, options) };
}

function requestFor(pool: PoolStack, description: Description, options: RunInput): RunRequest {
  return {
    pool: pool.name,
    poolKey: pool.key,
    input: options.input,
    inputName: options.inputName,
    sizing: { k: description.concurrency, concurrency: pool.concurrency, chunk: options.chunk },
    tries: options.tries ?? description.tries,
    taskTimeoutSeconds: description.timeoutSeconds,
    leaseSeconds: options.leaseSeconds,
    lifetimeSeconds: options.lifetimeSeconds,
    code: description.code,
    submitter: `${userName()}@${hostname()}`,
    largestBill: ({ tasks, chunks, until, createdAt }, inputBytes) =>
      largestBill({
        tasks,
        chunks,
        inputBytes,
        lifetimeSeconds: until - createdAt / 1000,
        taskTimeoutSeconds: description.timeoutSeconds,
        functions: pool.workers === 'container' ? undefined : pool,
      }),
  };
}

/** A process in a container may have a user without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
