import type { DeployGraph, Edge } from '../../deploy/graph/graph.ts';
import { formatPosition } from '../../errors.ts';
import { type CommandContext, type ExitCode, print, printJson } from '../command-context.ts';
import { loadGraph } from '../session.ts';

export type GraphFormat = 'text' | 'mermaid' | 'dot';

/** Prints which stack waits for which, and why. */
export async function graphCommand(
  context: CommandContext,
  { format }: { readonly format: GraphFormat },
): Promise<ExitCode> {
  const graph = loadGraph(context);
  if (context.options.json) for (const edge of graph.edges) printJson(context, edge);
  else print(context, ...DRAWINGS[format](graph));
  return 0;
}

const DRAWINGS: Readonly<Record<GraphFormat, (graph: DeployGraph) => readonly string[]>> = {
  text: ({ order, edges }) =>
    order.flatMap(key => [key, ...edges.filter(({ to }) => to === key).map(edge => `  ${because(edge)}`)]),
  mermaid: ({ order, edges }) => [
    'flowchart LR',
    ...order.map(key => `  ${id(key)}["${key}"]`),
    ...pairs(edges).map(({ from, to }) => `  ${id(from)} --> ${id(to)}`),
  ],
  dot: ({ order, edges }) => [
    'digraph deploy {',
    '  rankdir=LR;',
    ...order.map(key => `  "${key}";`),
    ...pairs(edges).map(({ from, to }) => `  "${from}" -> "${to}";`),
    '}',
  ],
};

const REASONS: Readonly<Record<Edge['kind'], string>> = {
  strong: 'imports',
  weak: 'reads',
  function: 'has its code in',
  after: 'is told to wait',
};

function because({ from, kind, via, at, may }: Edge): string {
  const what = via === undefined ? '' : ` ${via}`;
  return `after ${from}: ${may ? 'may ' : ''}${REASONS[kind]}${what} (${formatPosition(at)})`;
}

/** One arrow for each pair of stacks, however many exports it stands for. */
function pairs(edges: readonly Edge[]): readonly Pick<Edge, 'from' | 'to'>[] {
  return [...new Map(edges.map(edge => [`${edge.from} ${edge.to}`, edge])).values()];
}

/** Mermaid takes dashes in an id for a part of an arrow. */
function id(key: string): string {
  return `stack_${key.replaceAll('-', '_')}`;
}
