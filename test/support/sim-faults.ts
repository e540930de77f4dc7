import type { SimRandom } from './sim-random.ts';

/** What can go wrong besides a crash, and how likely it is each time that it could happen. */
export const FAULTS = {
  'store: refuses (503)': 0.02,
  'store: 409 for a conditional write': 0.03,
  'store: loses the answer to a read': 0.01,
  'store: loses the answer to a write': 0.03,
  'store: meets its own 412 after a lost answer': 0.05,
  'store: cuts a page short': 0.05,
  'queue: refuses a call': 0.02,
  'queue: loses the answer to a call': 0.02,
  'queue: refuses a beat while the worker lives': 0.02,
  'queue: Failed[] without sender fault': 0.1,
  'queue: delivers twice, same receive count': 0.02,
  'queue: delivers twice, higher receive count': 0.04,
  'queue: holds a second message for the chunk': 0.05,
  'queue: a malformed message': 0.02,
  'queue: a loose task': 0.3,
  'queue: a loose task that is no JSON': 0.3,
  'queue: a second message for a loose task': 0.3,
  'queue: loses a message': 0.02,
  'queue: gives a message up': 0.01,
  'queue: counts lie': 0.3,
  'queue: out of order': 0.5,
  'mapping: throttled delivery': 0.04,
  'mapping: loses an acknowledgment': 0.05,
  'worker: killed at any moment': 0.05,
  'container: killed in the middle': 0.2,
  'container: asked to leave': 0.2,
  'container: asked to leave while messages are on their way': 0.01,
  'store: hangs for a while': 0.002,
  'client: killed at any moment': 0.3,
} as const;

export type FaultKind = keyof typeof FAULTS;

/** What goes wrong by itself, because of the scenario or of other faults. It is counted all the same. */
export const CONSEQUENCES = [
  'queue: a lease expires',
  'queue: Failed[] with sender fault',
  'executor: a thread dies',
  'executor: a thread dies with neighbours',
  'executor: a task kills its process',
  'worker: the function times out',
  'worker: two attempts at once',
  'container: leaves when it is idle',
  'container: its time to leave is over while it works',
  'container: killed at its stop time-out',
  'run: its last moment passes',
  'client: two at once',
] as const;

export type Consequence = (typeof CONSEQUENCES)[number];

/** How likely a process is to die right before, or right after, one call to the outside. */
const CRASH = 0.004;
/** The same for the one point that a seed aims at. */
const AIMED_CRASH = 0.3;

/** Points that a client comes to only where a message was given up. */
const DEAD_LETTER_POINTS = /dead letter|client: put result/;
const LIKELY = 20;
/** A point that a container comes to only when messages meet its end. */
const PUT_BACK_POINTS = /put back/;

/** How many times each kind of fault was injected. */
export type FaultCounts = Map<string, number>;

/**
 * Decides what goes wrong. A seed uses only some of the kinds: with all of them at once, the rare meetings of two
 * would drown in the noise of the others.
 */
export class SimFaults {
  readonly counts: FaultCounts = new Map();
  readonly #random: SimRandom;
  readonly #aim: string;
  readonly #weights = new Map<string, number>();
  #enabled = true;

  /** `aim`: the one point where processes die again and again. */
  constructor(random: SimRandom, aim: string) {
    this.#random = random;
    this.#aim = aim;
    for (const kind of Object.keys(FAULTS)) this.#weights.set(kind, random.pick([0, 0, 1, 1, 3]));
    if (PUT_BACK_POINTS.test(aim)) {
      this.#weights.set('container: asked to leave while messages are on their way', LIKELY);
    }
    if (DEAD_LETTER_POINTS.test(aim)) this.#weights.set('queue: gives a message up', LIKELY);
  }

  /** From now on nothing goes wrong any more: whatever was broken has to heal. */
  stop(): void {
    this.#enabled = false;
  }

  hit(kind: FaultKind): boolean {
    return this.#decide(kind, FAULTS[kind]);
  }

  /** Whether a process dies at this very point. */
  crash(point: string): boolean {
    return this.#decide(point, point === this.#aim ? AIMED_CRASH : CRASH);
  }

  /** Counts a fault that happened by itself. */
  note(kind: Consequence): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  #decide(kind: string, probability: number): boolean {
    if (!this.#enabled || !this.#random.chance(probability * this.#weight(kind))) return false;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    return true;
  }

  #weight(kind: string): number {
    let weight = this.#weights.get(kind);
    if (weight === undefined) {
      // A point where a process may die: most seeds leave it alone, some make it likely.
      weight = kind === this.#aim ? 1 : this.#random.pick([0, 0, 1, 4, 16]);
      this.#weights.set(kind, weight);
    }
    return weight;
  }
}
