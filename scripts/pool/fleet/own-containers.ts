import { billedSeconds, containerCost } from '../../estimate/container-price.ts';
import type { ContainerState, FleetFacts } from './worker-fleet.ts';

/** What the containers of a run have come to. */
export interface ContainerTotals {
  readonly started: number;
  readonly lost: number;
  /** Up, or on their way. */
  readonly up: number;
  /** Of these: at work already. */
  readonly working: number;
  /** How long all together have been up so far. */
  readonly seconds: number;
  /** What will be billed once all have left, when those still up find no more work. */
  readonly billedSeconds: number;
  /** The price of that, US dollars. */
  readonly cost: number;
}

/** Looks in which a container is missing before it counts as lost: ECS knows a new one late. */
const MOST_MISSES = 3;
/** ECS describes so many at once. */
const MOST_PER_LOOK = 100;

interface OwnContainer {
  readonly askedFor: number;
  state: ContainerState;
  misses: number;
}

/** The containers of one fleet that were started for one run, as they were seen last. */
export class OwnContainers {
  readonly #containers = new Map<string, OwnContainer>();
  #next = 0;

  /** Takes in what was started at a moment, in milliseconds since the epoch. */
  add(ids: readonly string[], askedFor: number): void {
    for (const id of ids) this.#containers.set(id, { askedFor, state: { id }, misses: 0 });
  }

  /** Those up, or on their way. */
  get up(): readonly string[] {
    return this.#all.filter(({ end }) => end === undefined).map(({ id }) => id);
  }

  /** Up to a hundred of them: others at every call. */
  nextLook(): readonly string[] {
    const { up } = this;
    const first = this.#next < up.length ? this.#next : 0;
    this.#next = first + MOST_PER_LOOK;
    return up.slice(first, this.#next);
  }

  /** Takes in what was seen of those asked for. Answers which of them have ended since. */
  see(asked: readonly string[], states: readonly ContainerState[]): readonly ContainerState[] {
    const seen = new Map(states.map(state => [state.id, state]));
    return asked.flatMap(id => {
      const container = this.#containers.get(id);
      if (container === undefined || container.state.end !== undefined) return [];
      const state = seen.get(id);
      container.misses = state === undefined ? container.misses + 1 : 0;
      container.state = state ?? (container.misses < MOST_MISSES ? container.state : gone(container.state));
      return container.state.end === undefined ? [] : [container.state];
    });
  }

  totals({ size, idleSeconds }: FleetFacts, now: number): ContainerTotals {
    const all = this.#all;
    const times = [...this.#containers.values()].flatMap(container => secondsUp(container, now) ?? []);
    const finalTimes = times.map(({ seconds, isUp }) => billedSeconds(seconds + (isUp ? idleSeconds : 0)));
    return {
      started: all.length,
      lost: all.filter(({ end }) => end?.kind === 'lost').length,
      up: this.up.length,
      working: all.filter(({ end, startedAt }) => end === undefined && startedAt !== undefined).length,
      seconds: times.reduce((sum, { seconds }) => sum + seconds, 0),
      billedSeconds: finalTimes.reduce((sum, seconds) => sum + seconds, 0),
      cost: finalTimes.reduce((sum, seconds) => sum + containerCost(size, seconds), 0),
    };
  }

  get #all(): readonly ContainerState[] {
    return [...this.#containers.values()].map(({ state }) => state);
  }
}

function gone(state: ContainerState): ContainerState {
  return { ...state, end: { kind: 'lost', reason: 'ECS does not know it any more' } };
}

/** `undefined`: its image was never pulled, and nothing is billed. A short run ends before anybody looked: it counts from its start. */
function secondsUp({ askedFor, state }: OwnContainer, now: number) {
  const { billedFrom, stoppedAt, end } = state;
  const isUp = end === undefined;
  const from = billedFrom ?? (isUp ? askedFor : undefined);
  if (from === undefined) return undefined;
  return { isUp, seconds: Math.max(0, (stoppedAt ?? now) - from) / 1000 };
}
