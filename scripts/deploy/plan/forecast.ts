import { STANDING_PRICES } from '../../estimate/resources/standing-prices.ts';
import type { OpenContext } from '../context.ts';
import type { ExpectedTime, PlanPrice } from '../events.ts';
import type { StackNode } from '../graph/graph.ts';
import type { PlannedStack } from '../plan.ts';
import { expandTemplate, parseTemplate } from '../template/template.ts';
import { createScope } from '../values/scope.ts';
import { typicalTime } from './expected-time.ts';
import { priceOf } from './price.ts';
import type { Scoped } from './resource-facts.ts';
import { stackNode } from './selection.ts';

/** The prices that `withForecast` uses. */
export const PRICE_BASIS = { date: STANDING_PRICES.date, region: STANDING_PRICES.region } as const;

/** What was read of the stacks that stand, by key. */
export interface Known {
  /** Templates. */
  readonly deployed: ReadonlyMap<string, string>;
  /** Milliseconds that the last operation took. */
  readonly durations: ReadonlyMap<string, number>;
}

/**
 * Adds to each stack what the change will cost and how long it will take, where that is known. The emulator costs
 * nothing, and its resources take no typical time: there only the last duration tells.
 */
export function withForecast(
  context: OpenContext,
  stacks: readonly PlannedStack[],
  { deployed, durations }: Known,
): readonly PlannedStack[] {
  const emulated = context.graph.environment.endpoint !== undefined;
  return stacks.map(stack => {
    if (stack.action === 'unchanged' || stack.action === 'settings') return stack;
    const after = emulated ? undefined : desiredTemplate(context, stack);
    const expected = expectedTime(stack, durations.get(stack.key), after);
    const price = after && changeOfPrice(context, stack, after, deployed.get(stack.key));
    return {
      ...stack,
      ...(expected === undefined ? {} : { expected }),
      ...(price === undefined ? {} : { price }),
    };
  });
}

function expectedTime(
  { rows }: PlannedStack,
  lastMs: number | undefined,
  after: Scoped | undefined,
): ExpectedTime | undefined {
  if (lastMs !== undefined) return { seconds: lastMs / 1000, from: 'last' };
  return after === undefined ? undefined : { seconds: typicalTime(after, rows), from: 'typical' };
}

function changeOfPrice(
  context: OpenContext,
  { key, rows, standing }: PlannedStack,
  after: Scoped,
  deployed: string | undefined,
): PlanPrice | undefined {
  const node = stackNode(context.graph, key);
  const before =
    deployed === undefined || standing === undefined
      ? undefined
      : scopedTemplate(context, node, { text: deployed, parameters: standing.parameters });
  return priceOf(before, after, rows);
}

function desiredTemplate(context: OpenContext, { key, desired, standing }: PlannedStack): Scoped {
  const node = stackNode(context.graph, key);
  const parameters = desired.parameters.flatMap(parameter => {
    const value = 'keep' in parameter ? standing?.parameters.get(parameter.name) : parameter.value;
    return value === undefined ? [] : [[parameter.name, value] as const];
  });
  const { text } = node.template;
  return scopedTemplate(context, node, { text, parameters: new Map(parameters) }) ?? node;
}

/** A template with the values that CloudFormation has or gets for its parameters, `{ keep: … }` included. */
function scopedTemplate(
  { graph }: OpenContext,
  { entry }: StackNode,
  { text, parameters }: { readonly text: string; readonly parameters: ReadonlyMap<string, string> },
): Scoped | undefined {
  const written = parseTemplate({ file: entry.templateFile, shown: entry.templateFile }, text, []);
  if (written === undefined) return undefined;
  const settings = [...parameters].map(
    ([name, value]) => [name, { kind: 'value', value, at: entry.at }] as const,
  );
  const valued = { ...entry, parameters: new Map(settings) };
  const template = expandTemplate(written, createScope(graph.environment, valued, written), []);
  return { template, scope: createScope(graph.environment, valued, template) };
}
