import type { LogEvent } from '../../aws/log-events.ts';
import { findPool } from '../../pool/connect/find-pool.ts';
import type { RunEvent } from '../../pool/events.ts';
import { findFleets } from '../../pool/fleet/find-fleets.ts';
import { followLines, logGroupsOf, readLines } from '../../pool/look/worker-log.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import { lineRenderer } from '../render/renderer.ts';
import { workerLine } from '../render/worker-line.ts';
import { onPools } from '../session.ts';
import { type Style, styleFor } from '../style.ts';

export interface LogsCommandOptions {
  readonly pool: string;
  /** How far to look back, in milliseconds. */
  readonly since: number;
  /** Goes on with each new line, until Ctrl-C. */
  readonly follow: boolean;
}

/** Prints what the workers of a pool printed, functions and containers together in the order of their times. */
export async function logsCommand(
  context: CommandContext,
  { pool: key, since, follow }: LogsCommandOptions,
): Promise<ExitCode> {
  const notices = lineRenderer<RunEvent>(event => {
    if (event.type === 'notice') say(context, `note: ${event.message}`);
  });
  const style = styleFor(context.terminal.stdout, context.terminal.env);
  return onPools(context, notices, async pools => {
    const pool = await findPool(pools, key);
    const groups = logGroupsOf(pool, await findFleets(pools, pool));
    const from = pools.clock.now() - since;
    const lines = follow
      ? followLines(pools, groups, from)
      : readLines(pools.session, groups, { since: from });
    for await (const line of lines) {
      if (pools.signal.aborted) break;
      show(context, key, line, style);
    }
    return pools.signal.aborted ? 130 : 0;
  });
}

function show(context: CommandContext, pool: string, { at, stream, text }: LogEvent, style: Style): void {
  const moment = new Date(at).toISOString();
  if (context.options.json) printJson(context, { at: moment, pool, stream, text });
  else print(context, `${style.dim(moment)}  ${workerLine(text, style)}`);
}
