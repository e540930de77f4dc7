import { type StackStatus, status } from '../../deploy/status.ts';
import { type CommandContext, type ExitCode, print, printJson } from '../command-context.ts';
import { formatMoment } from '../format.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { loadGraph, onStacks } from '../session.ts';
import { type Style, styleFor } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import { tableWidthOf } from '../terminal.ts';

/** Prints one row per stack. */
export async function statusCommand(context: CommandContext): Promise<ExitCode> {
  const graph = loadGraph(context);
  const renderer = createDeployRenderer(context, { title: graph.environment.prefix });
  const approve = () => Promise.resolve(false);
  const stacks = await onStacks(context, graph, { renderer, approve }, status);
  const { stdout, env } = context.terminal;
  const style = styleFor(stdout, env);
  if (context.options.json) for (const stack of stacks) printJson(context, toJson(stack));
  else
    print(
      context,
      ...renderTable(
        stacks.map(stack => row(stack, style)),
        tableWidthOf(stdout),
      ),
    );
  return 0;
}

function toJson({ updated, ...stack }: StackStatus): object {
  return { ...stack, ...(updated === undefined ? {} : { updated: new Date(updated).toISOString() }) };
}

function row(stack: StackStatus, style: Style): Cell[] {
  const { key, status: state, updated, reason = '' } = stack;
  const notes = [stack.ours ? '' : 'not ours', stack.terminationProtection ? 'protected' : '', reason];
  return [
    { text: key, paint: style.bold },
    { text: state === 'ABSENT' ? 'not deployed' : state, paint: paintOf(state, style) },
    { text: updated === undefined ? '' : formatMoment(updated), paint: style.dim },
    { text: notes.filter(note => note !== '').join('; ') },
  ];
}

function paintOf(state: string, style: Style): Style['good'] {
  if (state === 'ABSENT') return style.dim;
  if (state.includes('ROLLBACK') || state.includes('FAILED')) return style.bad;
  return state.endsWith('_IN_PROGRESS') ? style.accent : style.good;
}
