import { type PollerEnd, pollQueue, type Slot } from '../../functions/runtime/container/poller.ts';
import { begin, type Environment, type LoadHandler, openEnvironment, record } from './sim-environment.ts';
import { SimProcess } from './sim-process.ts';
import type { SimQueue } from './sim-queue.ts';
import { simReceiveQueue } from './sim-receive-queue.ts';
import type { SimWorld } from './sim-world.ts';

export interface SimFleetOptions {
  readonly world: SimWorld;
  readonly queue: SimQueue;
  /** Containers at once. */
  readonly containers: number;
  /** Of each container. */
  readonly slots: number;
  /** The furthest that a machine's clock is wrong, in milliseconds. */
  readonly skewMs: number;
  readonly load: LoadHandler;
}

/** One container: a process for the queue and one for each slot, which live and die together. */
interface Container {
  readonly main: SimProcess;
  readonly slots: readonly Environment[];
  readonly drain: AbortController;
  readonly halt: AbortController;
  ended: boolean;
}

const IDLE_MS = 60_000;
const LONGEST_LIFE_MS = 240_000;
/** How long nobody may notice that one is gone, and that there is work again. */
const REPLACED_MS = 30_000;
const WOKEN_MS = 900_000;

/** Long-lived workers with several slots, and whoever starts another one where one has ended. */
export class SimFleet {
  readonly #options: SimFleetOptions;
  #started = 0;
  #deliveries = 0;

  constructor(options: SimFleetOptions) {
    this.#options = options;
  }

  start(): void {
    for (let place = 0; place < this.#options.containers; place++) this.#fill();
  }

  /** As long as anything may happen: nobody works for the pool but its containers. */
  #fill(): void {
    const container = this.#open();
    const { clock, random, faults } = this.#options.world;
    const again = (longestMs: number) => {
      if (container.ended) return;
      container.ended = true;
      clock.after(random.skewed(1_000, longestMs), () => this.#fill());
    };
    container.main.onDeath(() => again(REPLACED_MS));
    this.#poll(container).then(
      ({ reason }) => {
        if (reason === 'idle') faults.note('container: leaves when it is idle');
        again(reason === 'idle' ? WOKEN_MS : REPLACED_MS);
      },
      error => {
        this.#stray(container, `the poller threw: ${error}`);
        again(REPLACED_MS);
      },
    );
    this.#mayEnd(container);
  }

  #open(): Container {
    const { world, slots, skewMs, load } = this.#options;
    const name = `container-${++this.#started}`;
    const skew = world.random.integer(-skewMs, skewMs);
    const open = (suffix: string) => new SimProcess(world, `${name}${suffix}`, 'worker', skew);
    const main = open('');
    const environments = Array.from({ length: slots }, (_, n) => openEnvironment(open(`.${n + 1}`), load));
    const all = [main, ...environments.map(({ process }) => process)];
    for (const process of all) {
      process.onDeath(() => {
        for (const other of all) other.die(`with ${process.name}`);
      });
    }
    const [drain, halt] = [new AbortController(), new AbortController()];
    return { main, slots: environments, drain, halt, ended: false };
  }

  #poll({ main, slots, drain, halt }: Container): Promise<PollerEnd> {
    const { world, queue } = this.#options;
    const onTaken = () => {
      if (world.faults.hit('container: asked to leave while messages are on their way')) drain.abort();
    };
    return pollQueue({
      queue: simReceiveQueue({ world, queue, process: main, onTaken }),
      slots: slots.map(environment => this.#slotOf(environment)),
      clock: main.clock,
      random: world.random.next,
      log: entry => world.trace?.(`${main.name} logs ${JSON.stringify(entry)}`),
      drain: drain.signal,
      halt: halt.signal,
      idleMs: IDLE_MS,
    });
  }

  #slotOf(environment: Environment): Slot {
    const { world } = this.#options;
    const { process } = environment;
    return async (delivery, invocation) => {
      begin(world, environment, delivery, ++this.#deliveries);
      const end = await environment.handle(delivery, invocation);
      if (process.diesAt('before', end)) return never();
      // Acknowledged is what is deleted, and that is for the poller to do.
      if (end === 'give-back') {
        record(world, environment, { type: 'gave-back', localTime: process.clock.now() });
      }
      process.frozen = true;
      return process.diesAt('after', end) ? never() : end;
    };
  }

  /** Killed, or asked to leave: some time to end its work, some time to give it back, then killed. */
  #mayEnd(container: Container): void {
    const { clock, random, faults } = this.#options.world;
    if (faults.hit('container: killed in the middle')) {
      clock.after(random.skewed(1, LONGEST_LIFE_MS), () => {
        if (!container.ended) container.main.die('in the middle');
      });
    }
    if (!faults.hit('container: asked to leave')) return;
    clock.after(random.skewed(1, LONGEST_LIFE_MS), () => {
      container.drain.abort();
      clock.after(random.integer(0, 8_000), () => this.#halt(container));
    });
  }

  #halt(container: Container): void {
    const { clock, random, faults } = this.#options.world;
    if (container.ended) return;
    faults.note('container: its time to leave is over while it works');
    container.halt.abort();
    clock.after(random.integer(1, 8) * 1000, () => {
      if (container.ended) return;
      faults.note('container: killed at its stop time-out');
      container.main.die('at its stop time-out');
    });
  }

  #stray({ main }: Container, what: string): void {
    const { history, clock } = this.#options.world;
    history.push({ type: 'strayed', at: clock.now(), by: main.actor, what });
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
