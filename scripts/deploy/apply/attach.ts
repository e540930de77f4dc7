import type { StackEvent, StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { StackAction, StackEnd } from '../events.ts';
import type { StackNode } from '../graph/graph.ts';
import { interrupted } from '../plan/change-set.ts';
import { isBusy, type Operation, operationOf } from '../plan/stack-status.ts';
import { readStacks, readTogether } from '../plan/standing.ts';
import { lastDuration } from './durations.ts';
import { createOperations, type Operations, TOKEN_PREFIX } from './operation.ts';
import { isStart } from './poller.ts';

export interface SettleOptions {
  readonly wait?: boolean;
  /** Told how many milliseconds went by while somebody's operations were followed: nobody's overhead. */
  readonly followed?: (ms: number) => void;
}

/**
 * Reads what stands, once nothing is going on any more: what is busy is followed to its end first, whoever began it.
 *
 * @throws CloudpoolError when interrupted meanwhile, and at once for a busy stack where `wait` is false
 */
export async function readSettledStacks(
  context: OpenContext,
  nodes: readonly StackNode[],
  { wait = true, followed }: SettleOptions = {},
): Promise<ReadonlyMap<string, StackState>> {
  const standing = await readStacks(context, nodes);
  const busy = [...standing].filter(([, { status }]) => isBusy(status));
  if (busy.length === 0) return standing;
  const works = await readTogether(busy, ([key, state]) => readWork(context, key, state));
  if (!wait) throw stacksBusy(works.map(describe));
  for (const work of works) {
    const message = `${describe(work)}: attached, the plan comes when it ends.`;
    context.report({ type: 'notice', message });
  }
  const began = context.clock.now();
  await followAll(context, works);
  followed?.(context.clock.now() - began);
  if (context.signal.aborted) throw interrupted();
  return readSettledStacks(context, nodes, followed === undefined ? {} : { followed });
}

function stacksBusy(told: readonly string[]): CloudpoolError {
  return new CloudpoolError(`${told.join('; ')}.`, {
    code: 'STACKS_BUSY',
    hint: 'Without --no-wait, deploy attaches and goes on when it ends.',
  });
}

/** What goes on with a busy stack. */
interface Work {
  readonly key: string;
  readonly state: StackState;
  readonly start: StackEvent | undefined;
  /** Milliseconds that the operation before it took. */
  readonly lastMs: number | undefined;
}

async function readWork({ gateways }: OpenContext, key: string, state: StackState): Promise<Work> {
  const events = await gateways.cloudFormation.stackEvents(state.id, 'newest').catch(() => []);
  return { key, state, start: events.find(isStart), lastMs: lastDuration(events) };
}

/** Says what goes on with a stack and who began it: our operations carry a token of ours. */
function describe({ state: { name, status }, start }: Work): string {
  return `${name} is ${status}, ${beginner(start)}`;
}

function beginner(start: StackEvent | undefined): string {
  if (start === undefined) return 'begun by somebody';
  const since = new Date(start.at).toISOString().replace(/\.\d+Z$/, 'Z');
  const ours = start.token?.startsWith(`${TOKEN_PREFIX}-`) === true;
  return `begun by ${ours ? 'Cloudpool' : 'somebody else (the console, or another tool)'} at ${since}`;
}

async function followAll(context: OpenContext, works: readonly Work[]): Promise<void> {
  const operations = createOperations(context, 'attach');
  const last = works.flatMap(({ key, lastMs }) =>
    lastMs === undefined ? [] : [[key, { seconds: lastMs / 1000, from: 'last' }] as const],
  );
  context.report({
    type: 'apply-started',
    at: context.clock.now(),
    keys: works.map(({ key }) => key),
    attached: true,
    expected: Object.fromEntries(last),
  });
  await Promise.all(works.map(work => followOne(context, operations, work)));
}

/** On the same board as what is deployed afterwards. */
async function followOne({ report, clock }: OpenContext, operations: Operations, work: Work): Promise<void> {
  const { key, state, start } = work;
  const { id, name: stackName, status } = state;
  const began = clock.now();
  const operation = operationOf(status);
  const since = start === undefined ? {} : { since: start.at };
  report({ type: 'stack-started', at: began, key, stackName, action: ACTIONS[operation], ...since });
  const outcome = await operations.follow({ key, stackId: id, operation });
  const end: StackEnd = outcome === undefined ? 'cancelled' : outcome.succeeded ? 'done' : 'failed';
  const span = outcome && { startedAt: outcome.startedAt, endedAt: outcome.endedAt };
  const now = clock.now();
  report({
    type: 'stack-ended',
    at: now,
    key,
    stackName,
    end,
    seconds: (now - began) / 1000,
    outputs: {},
    ...(span === undefined ? { goesOn: true } : { span }),
  });
}

const ACTIONS: Readonly<Record<Operation, StackAction>> = {
  create: 'create',
  update: 'update',
  cleanup: 'update',
  rollback: 'update',
  delete: 'delete',
};
