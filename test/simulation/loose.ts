import { isDeepStrictEqual } from 'node:util';
import { decodeResult } from '../../functions/runtime/protocol/result.ts';
import type { Actor, EventOf, History } from '../support/sim-history.ts';
import type { SimQueue } from '../support/sim-queue.ts';
import { createLooseTask, errorOf, returnOf, type SimTask } from '../support/sim-task.ts';
import type { SimWorld } from '../support/sim-world.ts';
import { type Evidence, wasGivenUp } from './outcomes.ts';

const PRODUCER: Actor = { name: 'producer', role: 'client', delivery: undefined };
const MOST_TASKS = 4;
const MOST_LOSSES = 24;

/** Now and then somebody who knows nothing of runs puts a task on the queue, sometimes twice. */
export function injectLoose(world: SimWorld, queue: SimQueue): void {
  for (let number = 0; number < MOST_TASKS; number++) {
    world.clock.after(world.random.skewed(0, 60_000), () => {
      if (world.faults.hit('queue: a loose task')) injectTask(world, queue, `loose-${number}`);
      if (world.faults.hit('queue: a loose task that is no JSON')) {
        note(world, queue.inject('no JSON', {}).id, undefined);
      }
    });
  }
}

function injectTask(world: SimWorld, queue: SimQueue, id: string): void {
  const task = createLooseTask(world.random);
  const body = JSON.stringify({ cloudpool: { id }, ...task });
  note(world, id, task);
  queue.inject(body, {});
  if (!world.faults.hit('queue: a second message for a loose task')) return;
  world.clock.after(world.random.skewed(0, 90_000), () => queue.inject(body, {}));
}

function note({ history, clock, trace }: SimWorld, id: string, task: SimTask | undefined): void {
  history.push({ type: 'loose', at: clock.now(), by: PRODUCER, id, task });
  trace?.(`producer sends the loose task ${id} ${JSON.stringify(task)}`);
}

export function isLoose(history: History, chunk: string): boolean {
  return history.of('loose').some(({ id }) => chunk === `${id}/0`);
}

/** Says what was broken, once for each loose task. */
export function* looseBroken({ history, scenario }: Evidence): Iterable<string> {
  for (const { id, task } of history.of('loose')) {
    const results = history.writes('result').filter(({ place }) => place.run === id);
    // Where the run ends early, nobody waits for the others.
    const most = scenario.kind === 'completes' ? 1 : Math.min(1, results.length);
    if (results.length !== most) yield `${id} has ${results.length} results`;
    const claims = history.writes('claim').filter(({ place }) => place.run === id).length;
    const givenUp = wasGivenUp(history, `${id}/0`);
    const problem = results
      .map(result => problemOf(result, task, { claims, givenUp }))
      .find(found => found !== undefined);
    if (problem !== undefined) yield `${id}: ${problem}`;
  }
}

function problemOf(
  { body }: EventOf<'written'>,
  task: SimTask | undefined,
  { claims, givenUp }: { readonly claims: number; readonly givenUp: boolean },
): string | undefined {
  const { outcomes } = decodeResult(body);
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length !== 1 || outcome.task !== 0)
    return 'not one outcome of task 0';
  if ('blob' in outcome)
    return outcome.ok && task?.does === 'returns much' ? undefined : 'an outcome too large';
  const expected = task === undefined ? 'InputCorrupt' : errorOf(task);
  if (outcome.ok) {
    const isRight =
      task !== undefined && expected === undefined && isDeepStrictEqual(outcome.value, returnOf(task));
    return isRight ? undefined : 'a wrong value';
  }
  const { name, message } = outcome.error;
  if (name === expected || (name === 'WorkerLost' && claims >= MOST_LOSSES)) return undefined;
  if (givenUp && ['WorkerLost', 'NeverRan'].includes(name)) return undefined;
  return `${name} (${message}) instead of ${expected ?? 'a value'}`;
}
