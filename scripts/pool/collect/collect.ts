import { encodeSummaryRecord } from '../../../functions/runtime/protocol/run-record.ts';
import { type FollowOptions, follow } from '../follow/follow.ts';
import { ask, type OpenRun, type RunPorts } from '../ports.ts';
import type { OutcomeSink } from './sink.ts';

/** How a run ended, or how far it is. Counts are of tasks. */
export interface RunSummary {
  readonly run: string;
  readonly tasks: number;
  /** Tasks that have an outcome, failed ones included. */
  readonly done: number;
  readonly failed: number;
  /** False: the client left before all outcomes were there. */
  readonly complete: boolean;
  readonly wallSeconds: number;
  /** The file that holds the results. */
  readonly output?: string;
}

export interface CollectOptions extends FollowOptions {
  readonly sink: OutcomeSink;
}

/**
 * Brings every outcome of a run to the sink, and marks the run as complete.
 * The sink holds the whole or, when this throws, nothing.
 */
export async function collect(ports: RunPorts, run: OpenRun, options: CollectOptions): Promise<RunSummary> {
  const { sink } = options;
  const startedAt = ports.clock.now();
  try {
    const failed = await pour(ports, run, options);
    if (!options.complete) await writeSummary(ports, run, failed);
    await sink.commit();
    return endRun(ports, run, { failed, startedAt, output: sink.path });
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** Answers how many tasks failed. */
async function pour(ports: RunPorts, run: OpenRun, { sink, ...options }: CollectOptions): Promise<number> {
  let failed = 0;
  for await (const { outcomes, lines } of follow(ports, run, options)) {
    await sink.write(lines);
    for (const outcome of outcomes) {
      if (!outcome.ok) failed += 1;
      ports.report({ type: 'outcome', at: ports.clock.now(), outcome });
    }
  }
  return failed;
}

/** Writes summary.json: all results are there, and nobody needs to send any more. */
export async function writeSummary(
  ports: RunPorts,
  { record, keys }: OpenRun,
  failed: number,
): Promise<void> {
  const { tasks, chunks, createdAt } = record;
  const body = encodeSummaryRecord({ tasks, failed, chunks, createdAt, endedAt: ports.clock.now() });
  // Whoever comes first: all followers derive the same.
  await ask(ports, () => ports.store.putIfAbsent(keys.summary, body));
}

function endRun(
  { clock, report }: RunPorts,
  { record }: OpenRun,
  end: { readonly failed: number; readonly startedAt: number; readonly output: string | undefined },
): RunSummary {
  const { run, tasks, chunks } = record;
  const { failed } = end;
  const output = end.output === undefined ? {} : { output: end.output };
  const wallSeconds = (clock.now() - end.startedAt) / 1000;
  const progress = { tasks, done: tasks, failed, chunks, chunksDone: chunks };
  report({ type: 'run-ended', at: clock.now(), run, progress, wallSeconds, ...output });
  return { run, tasks, done: tasks, failed, complete: true, wallSeconds, ...output };
}
