import { failureLine, type OutcomeLine, valueLine } from '../../functions/runtime/protocol/outcome.ts';
import { encodeResult } from '../../functions/runtime/protocol/result.ts';
import type { OpenRun, RunPorts } from '../../scripts/pool/ports.ts';
import { commitRun, type RunRequest } from '../../scripts/pool/submit/commit-run.ts';

/** Bytes as a stream that comes in the pieces given. */
export async function* stream(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

/** A request for a run of numbered tasks: one a chunk unless told otherwise. */
export function runRequest(tasks: number, changes: Partial<RunRequest> = {}): RunRequest {
  return {
    pool: 'local-hello',
    poolKey: 'hello',
    input: stream(Array.from({ length: tasks }, (_, task) => `{"n":${task}}\n`).join('')),
    inputName: 'tasks.jsonl',
    sizing: { k: 1, concurrency: 4, chunk: 1 },
    tries: 1,
    taskTimeoutSeconds: 30,
    code: 'code/hello/1.zip',
    submitter: 'ann@laptop',
    ...changes,
  };
}

export function committedRun(
  ports: RunPorts,
  tasks: number,
  changes: Partial<RunRequest> = {},
): Promise<OpenRun> {
  return commitRun(ports, runRequest(tasks, changes));
}

/** The line that a good worker writes for a task; a fifth of the tasks fail. */
export function lineOf(task: number): OutcomeLine {
  return task % 5 === 4
    ? failureLine(task, { name: 'Odd', message: `task ${task}` }, 1)
    : valueLine(task, `{"doubled":${task * 2}}`, 1);
}

/** The result object of a chunk as a good worker writes it. */
export function resultBytes(run: OpenRun, chunk: number, line = lineOf): Uint8Array {
  const { first, count } = run.index.place(chunk);
  const lines = Array.from({ length: count }, (_, at) => line(first + at));
  const failed = lines.filter(({ ok }) => !ok).length;
  return encodeResult(
    {
      token: `worker-${chunk}`,
      run: run.record.run,
      chunk,
      first,
      count,
      failed,
      by: 'worker',
      attempt: 1,
      losses: 0,
      worker: 'w1',
      code: run.record.code,
      startedAt: 1,
      endedAt: 2,
      memoryMb: 100,
      cold: false,
    },
    lines,
  );
}

/** Writes the results of chunks as good workers do. */
export async function work(ports: RunPorts, run: OpenRun, chunks: Iterable<number>): Promise<void> {
  for (const chunk of chunks) await ports.store.putIfAbsent(run.keys.result(chunk), resultBytes(run, chunk));
}
