import { listRuns, type RunInfo } from '../../pool/commands/list-runs.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import { formatCount, formatMoment } from '../format.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';
import { type Style, styleFor } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import { tableWidthOf } from '../terminal.ts';

/** Lists the runs of all pools, the newest first. */
export async function runsCommand(context: CommandContext): Promise<ExitCode> {
  const renderer = createRunRenderer(context);
  const runs = await onPools(context, renderer, async pools => Array.fromAsync(listRuns(pools)));
  const newest = runs.toSorted((a, b) => b.created - a.created);
  if (context.options.json) for (const run of newest) printJson(context, toJson(run));
  else if (newest.length === 0) say(context, 'There is no run yet.');
  else print(context, ...table(newest, context));
  return 0;
}

function toJson({ run, pool, created, state, tasks, done, failed }: RunInfo): object {
  return { run, pool, created: new Date(created).toISOString(), state, tasks, done, failed: failed ?? null };
}

const RIGHT = ['done', 'tasks', 'failed'];

function table(runs: readonly RunInfo[], { terminal: { stdout, env } }: CommandContext): string[] {
  const style = styleFor(stdout, env);
  const head = ['run', 'created (UTC)', 'state', 'done', 'tasks', 'failed', 'pool'].map(
    (text): Cell => ({ text, paint: style.dim, align: RIGHT.includes(text) ? 'right' : 'left' }),
  );
  return renderTable([head, ...runs.map(run => row(run, style))], tableWidthOf(stdout));
}

function row({ run, pool, created, state, tasks, done, failed }: RunInfo, style: Style): Cell[] {
  const failures = failed === undefined ? '-' : formatCount(failed);
  return [
    { text: run, paint: style.bold },
    { text: formatMoment(created).replace(' UTC', ''), paint: style.dim },
    {
      text: state,
      paint: state === 'complete' ? style.good : state === 'expired' ? style.bad : style.accent,
    },
    { text: formatCount(done), align: 'right' },
    { text: formatCount(tasks), align: 'right' },
    { text: failures, align: 'right', paint: failed ? style.bad : style.dim },
    { text: pool },
  ];
}
