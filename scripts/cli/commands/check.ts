import { relative } from 'node:path';
import type { DeployGraph } from '../../deploy/graph/graph.ts';
import { type CommandContext, type ExitCode, print, printJson } from '../command-context.ts';
import { plural } from '../format.ts';
import { loadGraph } from '../session.ts';
import { styleFor } from '../style.ts';
import { renderTable } from '../table.ts';
import { tableWidthOf } from '../terminal.ts';

/** Proves environment and templates offline; prints the order and the waves. */
export async function checkCommand(context: CommandContext): Promise<ExitCode> {
  const graph = loadGraph(context);
  if (context.options.json) {
    for (const row of rows(graph, context.root)) printJson(context, row);
  } else print(context, ...lines(graph, context));
  return 0;
}

function rows({ nodes, order, waves }: DeployGraph, root: string) {
  return order.flatMap(key => {
    const node = nodes.get(key);
    if (node === undefined) return [];
    const { entry, producers } = node;
    const wave = 1 + waves.findIndex(keys => keys.includes(key));
    const template = relative(root, entry.templateFile);
    return [{ key, stackName: entry.stackName, template, wave, after: producers }];
  });
}

function lines(graph: DeployGraph, { root, terminal }: CommandContext): string[] {
  const style = styleFor(terminal.stdout, terminal.env);
  const { environment, edges } = graph;
  const cells = rows(graph, root).map(({ key, template, wave, after }) => [
    { text: `wave ${wave}`, paint: style.dim },
    { text: key, paint: style.bold },
    { text: template, paint: style.dim },
    { text: after.length === 0 ? '' : `after ${after.join(', ')}` },
  ]);
  const counts = `${plural(environment.stacks.size, 'stack')}, ${plural(edges.length, 'edge')}`;
  return [
    ...renderTable(cells, tableWidthOf(terminal.stdout)),
    ...[...environment.leftOut].map(([key, reason]) => style.dim(`left out  ${key}: ${reason}`)),
    `${style.good('ok')} ${relative(root, environment.file)}: ${counts}, no problems.`,
  ];
}
