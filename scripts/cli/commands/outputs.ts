import { outputs, outputVariables } from '../../deploy/outputs.ts';
import { type CommandContext, type ExitCode, print, say } from '../command-context.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { loadGraph, onStacks } from '../session.ts';

/** Prints the outputs of all stacks: as variables for a shell, or as one JSON object by stack. */
export async function outputsCommand(
  context: CommandContext,
  { format }: { readonly format: 'env' | 'json' },
): Promise<ExitCode> {
  const graph = loadGraph(context);
  const renderer = createDeployRenderer(context, { title: graph.environment.prefix });
  const approve = () => Promise.resolve(false);
  const values = await onStacks(context, graph, { renderer, approve }, outputs);
  if (values.size === 0) say(context, `No stack of ${graph.environment.name} stands: there are no outputs.`);
  if (context.options.json) print(context, JSON.stringify(Object.fromEntries(values)));
  else if (format === 'json') print(context, JSON.stringify(Object.fromEntries(values), undefined, 2));
  else
    print(
      context,
      ...Object.entries(outputVariables(values)).map(([name, value]) => `${name}=${quote(value)}`),
    );
  return 0;
}

/** Quotes for a shell and for .env files alike what is not plain in both. */
function quote(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
