import { isPast } from '../../functions/runtime/protocol/message.ts';
import type { CollectOptions, RunSummary } from './collect/collect.ts';
import { type DriveOptions, drive } from './drive.ts';
import { readStanding } from './load-run.ts';
import type { OpenRun, RunPorts } from './ports.ts';

export type ResumeOptions = Omit<CollectOptions, 'complete'> & Pick<DriveOptions, 'lost' | 'findFleets'>;

/**
 * Goes on with a run from wherever it stands: a complete one is only collected; otherwise what was not sent is sent,
 * lost messages are sent again, and containers are started. Past its deadline nothing of this is done.
 */
export async function resumeRun(ports: RunPorts, run: OpenRun, options: ResumeOptions): Promise<RunSummary> {
  const { sentUpTo, complete } = await readStanding(ports, run);
  const mayTend = !complete && !isPast(run.record.until, ports.clock.now());
  return drive(ports, run, {
    ...options,
    complete,
    from: mayTend ? sentUpTo : run.index.chunks,
    resend: mayTend,
    findFleets: mayTend ? options.findFleets : undefined,
  });
}
