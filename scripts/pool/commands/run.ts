import type { Writable } from 'node:stream';
import { CloudpoolError } from '../../errors.ts';
import type { RunSummary } from '../collect/collect.ts';
import { openOutputFile } from '../collect/output-file.ts';
import { type OutcomeSink, streamSink } from '../collect/sink.ts';
import type { PoolContext } from '../connect/context.ts';
import { drive } from '../drive.ts';
import { RunFleets } from '../fleet/run-fleets.ts';
import type { OpenRun } from '../ports.ts';
import { commitRun } from '../submit/commit-run.ts';
import { submit } from '../submit/submit.ts';
import { prepareRun } from './prepare-run.ts';
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
        const { ports, request, fleets } = await prepareRun(context, options);
        opened = await commitRun(ports, request);
        const { ordered = true } = options;
        return drive(ports, opened, { sink, ordered, from: 0, findFleets: async () => fleets });
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
      const { ports, request, fleets } = await prepareRun(context, options);
      const begin = (opened: OpenRun) => new RunFleets(ports, opened, fleets).begin();
      const { record } = await submit(ports, request, begin);
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
