import { detached } from '../detached.ts';
import type { OpenRun, RunPorts } from '../ports.ts';
import { commitRun, type RunRequest } from './commit-run.ts';
import { sendChunks } from './send-chunks.ts';

/**
 * Checks and stores the input, commits the run, and sends all its messages. Then it is safe to leave. `begin` starts
 * workers meanwhile.
 */
export async function submit(
  ports: RunPorts,
  request: RunRequest,
  begin: (run: OpenRun) => Promise<void> = async () => undefined,
): Promise<OpenRun> {
  const run = await commitRun(ports, request);
  const [upTo] = await Promise.all([sendChunks(ports, run), begin(run)]);
  if (upTo === run.index.chunks) return run;
  ports.report({ type: 'detached', at: ports.clock.now(), run: run.record.run });
  throw detached(run.record.run, { upTo, of: run.index.chunks });
}
