import { type Clock, StoreError } from '../../functions/runtime/protocol/ports.ts';
import type { FaultKind } from './sim-faults.ts';
import type { Actor, Role } from './sim-history.ts';
import type { SimWorld } from './sim-world.ts';

/** One call of a process to the outside. */
export interface PortCall<Answer> {
  /** The numbered step it belongs to: `put claim`. */
  readonly step: string;
  readonly detail: string;
  /** What it does there, at the moment when it arrives. */
  readonly apply: () => Answer;
  /** The call does not arrive. */
  readonly refused?: FaultKind;
  /** The call arrives, and its answer does not. */
  readonly lost?: FaultKind;
  /** The call arrives late. */
  readonly hangs?: FaultKind;
  /** What the process then gets thrown. */
  readonly failure?: (what: 'refused' | 'lost') => Error;
}

/**
 * A process that can die at every call. Dead, it gets no answer and no timer any more, so nothing of it runs on; what
 * it had already sent still arrives.
 */
export class SimProcess implements Actor {
  readonly name: string;
  readonly role: Role;
  readonly clock: Clock;
  readonly #world: SimWorld;
  readonly #dying: (() => void)[] = [];
  #alive = true;
  /** A worker that has answered must be quiet until its next delivery: what it still does is noted as straying. */
  frozen = false;
  delivery: number | undefined;

  constructor(world: SimWorld, name: string, role: Role, skew = 0) {
    this.#world = world;
    this.name = name;
    this.role = role;
    this.clock = {
      now: () => world.clock.now() + skew,
      sleep: (ms, signal) => this.#whileAlive(world.clock.sleep(ms, signal)),
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** A picture of it now, for the history. */
  get actor(): Actor {
    return { name: this.name, role: this.role, delivery: this.delivery };
  }

  /** Calls `then` when the process dies. */
  onDeath(then: () => void): void {
    this.#dying.push(then);
  }

  die(why: string): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#world.history.push({ type: 'crashed', at: this.#world.clock.now(), by: this.actor, why });
    this.#world.trace?.(`${this.name} DIES ${why}`);
    for (const then of this.#dying) then();
  }

  /** Lets chance decide whether the process dies right here. */
  diesAt(side: 'before' | 'after', step: string): boolean {
    if (!this.#world.faults.crash(crashPoint(side, this.role, step))) return false;
    this.die(`${side} ${step}`);
    return true;
  }

  call<Answer>(call: PortCall<Answer>): Promise<Answer> {
    if (!this.#alive) return never();
    if (this.frozen) this.#stray(call);
    if (this.diesAt('before', call.step)) return never();
    const refused = call.refused !== undefined && this.#world.faults.hit(call.refused);
    return new Promise((resolve, reject) => {
      this.#world.clock.after(this.#wayThere(call) + (refused ? this.#silence() : 0), () => {
        if (refused) this.#answer(call, () => reject(failureOf(call, 'refused')));
        else this.#arrive(call, resolve, reject);
      });
    });
  }

  #arrive<Answer>(
    call: PortCall<Answer>,
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
  ): void {
    const settle = settled(call.apply, resolve, reject);
    this.#world.trace?.(`${this.name} ${call.step} ${call.detail} → ${show(settle.answer)}`);
    if (!this.#alive || this.diesAt('after', call.step)) return;
    const lost = call.lost !== undefined && this.#world.faults.hit(call.lost);
    this.#answer(call, lost ? () => reject(failureOf(call, 'lost')) : settle.pass);
  }

  #answer(call: PortCall<unknown>, pass: () => void): void {
    this.#world.clock.after(this.#latency(), () => {
      if (!this.#alive) return;
      if (this.frozen) this.#stray(call);
      pass();
    });
  }

  #stray(call: PortCall<unknown>): void {
    const what = `${call.step} ${call.detail}`;
    this.#world.history.push({ type: 'strayed', at: this.#world.clock.now(), by: this.actor, what });
  }

  #wayThere(call: PortCall<unknown>): number {
    const hangs = call.hangs !== undefined && this.#world.faults.hit(call.hangs);
    return this.#latency() + (hangs ? this.#world.random.integer(1, 40) * 1000 : 0);
  }

  /** How long it takes until a refused call is known to be refused: now and then a whole time-out. */
  #silence(): number {
    return this.#world.random.chance(0.1) ? this.#world.random.integer(1, 10) * 1000 : 0;
  }

  #latency(): number {
    return this.#world.random.skewed(1, 60);
  }

  #whileAlive(promise: Promise<void>): Promise<void> {
    return new Promise(resolve => {
      void promise.then(() => {
        if (this.#alive) resolve();
      });
    });
  }
}

/** The name under which a crash at one point of a process's work is counted. */
export function crashPoint(side: 'before' | 'after', role: Role, step: string): string {
  return `crash ${side} ${role}: ${step}`;
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function settled<Answer>(
  apply: () => Answer,
  resolve: (answer: Answer) => void,
  reject: (error: unknown) => void,
): { readonly pass: () => void; readonly answer: unknown } {
  try {
    const answer = apply();
    return { pass: () => resolve(answer), answer };
  } catch (error) {
    return { pass: () => reject(error), answer: error };
  }
}

function show(answer: unknown): string {
  if (answer instanceof Uint8Array) return `${answer.length} bytes`;
  if (answer instanceof Error) return answer.message;
  return answer === undefined ? 'nothing' : JSON.stringify(answer).slice(0, 200);
}

function failureOf(call: PortCall<unknown>, what: 'refused' | 'lost'): Error {
  return call.failure?.(what) ?? new StoreError(`${what}: ${call.step} ${call.detail}`, { transient: true });
}
