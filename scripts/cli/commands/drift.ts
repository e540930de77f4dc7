import type { ResourceDrift } from '../../aws/cloudformation.ts';
import { drift, type StackDrift } from '../../deploy/drift.ts';
import { type CommandContext, type ExitCode, print, printJson } from '../command-context.ts';
import { plural } from '../format.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { loadGraph, onStacks } from '../session.ts';
import { type Style, styleFor } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import { widthOf } from '../terminal.ts';

/** Prints what was changed behind CloudFormation's back. Exit code 0 only if every deployed stack is in sync. */
export async function driftCommand(
  context: CommandContext,
  { keys }: { readonly keys: readonly string[] },
): Promise<ExitCode> {
  const graph = loadGraph(context);
  const renderer = createDeployRenderer(context, { title: graph.environment.prefix });
  const approve = () => Promise.resolve(false);
  const stacks = await onStacks(context, graph, { renderer, approve }, open => drift(open, { keys }));
  if (context.options.json) for (const stack of stacks) printJson(context, stack);
  else {
    const { stdout, env } = context.terminal;
    print(context, ...renderDrift(stacks, styleFor(stdout, env), widthOf(stdout)));
  }
  if (context.signal.aborted) return 130;
  return stacks.every(({ state }) => state === 'in-sync' || state === 'absent') ? 0 : 1;
}

/** Draws one row a stack, and under it what is not as its template says. */
export function renderDrift(stacks: readonly StackDrift[], style: Style, width: number): string[] {
  const keyWidth = Math.max(0, ...stacks.map(({ key }) => key.length));
  return stacks.flatMap(stack => [
    ...renderTable([stackRow(stack, keyWidth, style)], width),
    ...renderTable(
      stack.resources.flatMap(resource => resourceRows(resource, style)),
      width,
    ),
  ]);
}

const STATES: Readonly<Record<StackDrift['state'], readonly [text: string, paint: keyof Style]>> = {
  'in-sync': ['in sync', 'good'],
  drifted: ['drifted', 'bad'],
  absent: ['not deployed', 'dim'],
  unchecked: ['not checked', 'warn'],
};

function stackRow({ key, state, reason, checked }: StackDrift, keyWidth: number, style: Style): Cell[] {
  const [text, paint] = STATES[state];
  const count = checked > 0 ? `${plural(checked, 'resource')} compared` : state === 'in-sync' ? NONE : '';
  return [
    { text: key.padEnd(keyWidth), paint: style.bold },
    { text: text.padEnd(12), paint: style[paint] },
    { text: [count, reason ?? ''].filter(part => part !== '').join('; '), paint: style.dim },
  ];
}

/** Not every type can be compared, and the emulator compares fewer than AWS. */
const NONE = 'none of its resources can be compared';

function resourceRows(
  { logicalId, resourceType, status, reason, differences }: ResourceDrift,
  style: Style,
): Cell[][] {
  const head = `${status.toLowerCase()}${reason === undefined ? '' : `: ${reason}`}`;
  return [
    [{ text: `  ${logicalId}` }, { text: `${head}  ${resourceType}`, paint: style.dim }],
    ...differences.map(({ path, kind, expected, actual }) => [
      { text: `    ${path.replace(/^\//, '').replaceAll('/', '.')}` },
      { text: CHANGES[kind](expected, actual), paint: style.bad },
    ]),
  ];
}

const CHANGES: Readonly<
  Record<ResourceDrift['differences'][number]['kind'], (expected: string, actual: string) => string>
> = {
  ADD: (_, actual) => `is ${actual}, the template has none`,
  REMOVE: expected => `is gone, the template has ${expected}`,
  NOT_EQUAL: (expected, actual) => `is ${actual}, the template has ${expected}`,
};
