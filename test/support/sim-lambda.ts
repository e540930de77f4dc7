import type { Delivery } from '../../functions/runtime/protocol/ports.ts';
import type { DeliveryEnd } from '../../functions/runtime/worker-dependencies.ts';
import { begin, type Environment, type LoadHandler, openEnvironment, record } from './sim-environment.ts';
import { SimProcess } from './sim-process.ts';
import type { SimQueue } from './sim-queue.ts';
import type { SimWorld } from './sim-world.ts';

export interface SimLambdaOptions {
  readonly world: SimWorld;
  readonly queue: SimQueue;
  /** MaximumConcurrency. */
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  /** The furthest that a machine's clock is wrong, in milliseconds. */
  readonly skewMs: number;
  readonly load: LoadHandler;
}

/** The event source mapping and the function behind it: up to C deliveries at once, each in a process of its own. */
export class SimLambda {
  readonly #options: SimLambdaOptions;
  readonly #idle: Environment[] = [];
  #busy = 0;
  #environments = 0;
  #deliveries = 0;

  constructor(options: SimLambdaOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.queue.onVisible(() => this.#poll());
  }

  /** Takes messages while there are both messages and free places. */
  #poll(): void {
    const { world, queue, concurrency } = this.#options;
    while (this.#busy < concurrency) {
      const delivery = queue.receive();
      if (delivery === undefined) return;
      if (world.faults.hit('mapping: throttled delivery')) continue;
      this.#busy++;
      world.clock.after(world.random.skewed(5, 300), () => this.#invoke(delivery));
    }
  }

  #invoke(delivery: Delivery): void {
    const { world, timeoutSeconds } = this.#options;
    const environment = this.#idle.pop() ?? this.#start();
    const { process } = environment;
    begin(world, environment, delivery, ++this.#deliveries);
    const cancels = [this.#limit(process), this.#mayKill(process)];
    const over = once(() => {
      for (const cancel of cancels) cancel();
      this.#busy--;
      world.clock.after(1, () => this.#poll());
    });
    process.onDeath(over);
    const deadline = process.clock.now() + timeoutSeconds * 1000;
    environment.handle(delivery, { deadline }).then(
      end => this.#finish(environment, delivery, end, over),
      error => this.#fail(environment, error, over),
    );
  }

  #start(): Environment {
    const { world, skewMs, load } = this.#options;
    const skew = world.random.integer(-skewMs, skewMs);
    const process = new SimProcess(world, `worker-${++this.#environments}`, 'worker', skew);
    return openEnvironment(process, load);
  }

  /** The handler has answered: the environment freezes, and the mapping deletes the message or leaves it. */
  #finish(environment: Environment, delivery: Delivery, end: DeliveryEnd, over: () => void): void {
    const { process } = environment;
    if (!process.alive || process.diesAt('before', end)) return;
    record(this.#options.world, environment, {
      type: end === 'acknowledge' ? 'acknowledged' : 'gave-back',
      localTime: process.clock.now(),
    });
    process.frozen = true;
    if (end === 'acknowledge') this.#delete(delivery);
    if (process.diesAt('after', end)) return;
    process.delivery = undefined;
    this.#idle.push(environment);
    over();
  }

  /** A handler that throws: the whole delivery failed, and the environment stays. */
  #fail(environment: Environment, error: unknown, over: () => void): void {
    if (!environment.process.alive) return;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    record(this.#options.world, environment, { type: 'strayed', what: `the worker threw: ${what}` });
    over();
  }

  #delete(delivery: Delivery): void {
    const { world, queue } = this.#options;
    if (world.faults.hit('mapping: loses an acknowledgment')) return;
    world.clock.after(world.random.skewed(1, 200), () => queue.delete(delivery));
  }

  #limit(process: SimProcess): () => void {
    const { world, timeoutSeconds } = this.#options;
    return world.clock.after(timeoutSeconds * 1000, () => {
      world.faults.note('worker: the function times out');
      process.die('at the function time-out');
    });
  }

  #mayKill(process: SimProcess): () => void {
    const { world, timeoutSeconds } = this.#options;
    if (!world.faults.hit('worker: killed at any moment')) return () => {};
    return world.clock.after(world.random.skewed(1, timeoutSeconds * 1000), () =>
      process.die('at any moment'),
    );
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
