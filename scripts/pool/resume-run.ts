import { isPast } from '../../functions/runtime/protocol/message.ts';
import type { CollectOptions, RunSummary } from './collect/collect.ts';
import { drive } from './drive.ts';
import { readStanding } from './load-run.ts';
import type { OpenRun, RunPorts } from './ports.ts';
import type { LostRules } from './submit/resend-lost.ts';

export interface ResumeOptions extends Omit<CollectOptions, 'complete'> {
  readonly lost?: LostRules | undefined;
}

/**
 * Goes on with a run from wherever it stands: a complete one is only collected; otherwise what was not sent is sent, and
 * lost messages are sent again. Past its deadline nothing is sent.
 */
export async function resumeRun(ports: RunPorts, run: OpenRun, options: ResumeOptions): Promise<RunSummary> {
  const { sentUpTo, complete } = await readStanding(ports, run);
  const mayTend = !complete && !isPast(run.record.until, ports.clock.now());
  return drive(ports, run, {
    ...options,
    complete,
    from: mayTend ? sentUpTo : run.index.chunks,
    resend: mayTend,
  });
}
