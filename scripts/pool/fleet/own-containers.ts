import { containerCost } from '../../estimate/container-price.ts';
import type { ContainerState, FleetFacts } from './worker-fleet.ts';

/** What the containers of a run have come to. */
export interface ContainerTotals {
  readonly started: number;
  readonly lost: number;
  /** Up, or on their way. */
  readonly up: number;
  /** Of these: at work already. */
  readonly working: number;
  /** Time that is billed, of all together. */
  readonly seconds: number;
  /** US dollars. */
  readonly cost: number;
}

/** Looks in which a container is missing before it counts as lost: ECS knows a new one late. */
const MOST_MISSES = 3;
/** ECS describes so many at once. */
const MOST_PER_LOOK = 100;

interface OwnContainer {
  state: ContainerState;
  misses: number;
}

/** The containers of one fleet that were started for one run, as they were seen last. */
export class OwnContainers {
  readonly #containers = new Map<string, OwnContainer>();
  #next = 0;

  add(ids: readonly string[]): void {
    for (const id of ids) this.#containers.set(id, { state: { id }, misses: 0 });
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

  totals({ size }: FleetFacts, now: number): ContainerTotals {
    const all = this.#all;
    const times = all.flatMap(state => billedSeconds(state, now) ?? []);
    return {
      started: all.length,
      lost: all.filter(({ end }) => end?.kind === 'lost').length,
      up: this.up.length,
      working: all.filter(({ end, startedAt }) => end === undefined && startedAt !== undefined).length,
      seconds: times.reduce((sum, seconds) => sum + seconds, 0),
      cost: times.reduce((sum, seconds) => sum + containerCost(size, seconds), 0),
    };
  }

  get #all(): readonly ContainerState[] {
    return [...this.#containers.values()].map(({ state }) => state);
  }
}

function gone(state: ContainerState): ContainerState {
  return { ...state, end: { kind: 'lost', reason: 'ECS does not know it any more' } };
}

/** `undefined`: its image was never pulled, and nothing is billed. */
function billedSeconds({ billedFrom, stoppedAt }: ContainerState, now: number): number | undefined {
  return billedFrom === undefined ? undefined : Math.max(0, (stoppedAt ?? now) - billedFrom) / 1000;
}
