import { type Problem, ProblemsError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { PlannedStack } from '../plan.ts';
import { type LostExport, lostExports } from './lost-exports.ts';
import { inOrder } from './order.ts';
import { stackNode } from './selection.ts';
import { readTogether } from './standing.ts';

/** An export that an update takes away while somebody imports it. */
interface Grip {
  readonly producer: PlannedStack;
  readonly lost: LostExport;
  /** The name of the stack that imports it. */
  readonly importer: string;
}

/**
 * Lets a stack that removes an export wait for the stacks of this plan that import it no more: CloudFormation refuses
 * the removal as long as they do.
 *
 * @throws ProblemsError for exports that cannot be let go in one deploy, with the way to do it in two
 */
export async function withReleaseEdges(
  context: OpenContext,
  stacks: readonly PlannedStack[],
): Promise<readonly PlannedStack[]> {
  const grips = await findGrips(context, stacks);
  if (grips.length === 0) return stacks;
  const problems = grips.flatMap(grip => refusalOf(context, grip, stacks));
  if (problems.length > 0) throw new ProblemsError(problems, 'the plan');
  const ordered = stacks.map(stack => released(stack, grips, stacks));
  const { order, circle } = inOrder(ordered);
  if (circle.length > 0) throw new ProblemsError(circularProblems(grips, circle), 'the plan');
  return order;
}

async function findGrips(
  { graph, gateways }: OpenContext,
  stacks: readonly PlannedStack[],
): Promise<readonly Grip[]> {
  const all = stacks
    .filter(({ action }) => action === 'update')
    .flatMap(producer =>
      lostExports(stackNode(graph, producer.key), producer).map(lost => ({ producer, lost })),
    );
  const grips = await readTogether(all, async ({ producer, lost }) => {
    const importers = await gateways.cloudFormation.importers(lost.name);
    return importers.map(importer => ({ producer, lost, importer }));
  });
  return grips.flat();
}

function refusalOf(context: OpenContext, grip: Grip, stacks: readonly PlannedStack[]): readonly Problem[] {
  const { producer, lost, importer } = grip;
  if (lost.how === 'changed') {
    return [
      {
        code: 'EXPORT_IN_USE',
        message: `${producer.stackName} would change the export ${lost.name}, which ${importer} imports.`,
        hint: 'In two commits: first export the new value under another name and let the importers use that, and deploy; then remove the old export.',
        at: lost.at,
      },
    ];
  }
  if (letsGo(grip, stacks) !== undefined) return [];
  return [
    {
      code: 'EXPORT_IN_USE',
      message: `${producer.stackName} would remove the export ${lost.name}, which ${importer} imports.`,
      hint: hintFor(context, grip),
    },
  ];
}

/** The file says so: what is in it and imports the export no more has only to be deployed along. */
function hintFor({ graph }: OpenContext, { producer, importer }: Grip): string {
  const { environment, nodes } = graph;
  const own = [...nodes.values()].find(({ entry }) => entry.stackName === importer);
  if (own !== undefined)
    return `Deploy both: npx cloudpool deploy -e ${environment.reference} ${producer.key} ${own.key}`;
  return `In two commits: first take the import out of ${importer} and deploy it; then remove the export here.`;
}

/** The stack of this plan that imports the export as it stands, and will not any more: `check` has proved that. */
function letsGo({ importer }: Grip, stacks: readonly PlannedStack[]): PlannedStack | undefined {
  return stacks.find(
    ({ stackName, action }) => stackName === importer && (action === 'update' || action === 'recreate'),
  );
}

function released(
  stack: PlannedStack,
  grips: readonly Grip[],
  stacks: readonly PlannedStack[],
): PlannedStack {
  const own = grips.filter(({ producer }) => producer.key === stack.key);
  if (own.length === 0) return stack;
  const consumers = own.flatMap(grip => {
    const consumer = letsGo(grip, stacks);
    return consumer === undefined ? [] : [{ key: consumer.key, name: grip.lost.name }];
  });
  return {
    ...stack,
    after: [...new Set([...stack.after, ...consumers.map(({ key }) => key)])],
    waits: [
      ...(stack.waits ?? []),
      ...consumers.map(({ key, name }) => ({ key, kind: 'release', via: name }) as const),
    ],
    reasons: [
      ...stack.reasons,
      ...consumers.map(({ key, name }) => `after ${key}, which lets go of ${name}`),
    ],
  };
}

function circularProblems(grips: readonly Grip[], circle: readonly string[]): readonly Problem[] {
  return grips
    .filter(({ producer }) => circle.includes(producer.key))
    .map(({ producer, lost, importer }) => ({
      code: 'EXPORT_IN_USE',
      message: `${producer.stackName} would remove the export ${lost.name} only after ${importer} has let go of it, but ${importer} also waits for ${producer.stackName}.`,
      hint: `In two commits: first keep ${lost.name} beside what is new, and deploy; then remove it, when ${importer} imports it no more.`,
    }));
}
