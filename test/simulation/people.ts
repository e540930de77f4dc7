import { Buffer } from 'node:buffer';
import { CloudpoolError } from '../../scripts/errors.ts';
import type { SimBucket } from '../support/sim-bucket.ts';
import { drainDeadLetters, resumeAndCollect, submitAndCollect } from '../support/sim-client.ts';
import { placeOfKey } from '../support/sim-history.ts';
import { SimProcess } from '../support/sim-process.ts';
import type { SimQueue } from '../support/sim-queue.ts';
import type { SimWorld } from '../support/sim-world.ts';
import { POOL, type Scenario } from './scenario.ts';

export interface PeopleOptions {
  readonly world: SimWorld;
  readonly bucket: SimBucket;
  readonly queue: SimQueue;
  readonly scenario: Scenario;
}

/** When somebody who still has no results looks in again. */
const LOOK_IN_MS = 5 * 60_000;
/** After half an hour nobody sits before the screen any more: they look in for a while, twice an hour. */
const TIRED_AFTER_MS = 30 * 60_000;
const LATE_LOOK_IN_MS = 30 * 60_000;
const SITTING_MS = 5 * 60_000;
const MOST_CLIENTS = 60;
/** Where many follow already, one more would only cost time. */
const MOST_AT_ONCE = 3;

/** Those at the keyboards: they start the client, lose it, and come back from another machine. */
export class People {
  readonly #options: PeopleOptions;
  readonly #begun: number;
  #started = 0;
  #running = 0;
  #returning = 0;
  #completed = 0;
  #drainers = 0;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.#begun = options.world.clock.now();
  }

  /** Starts the first client, and now and then a second one beside it. */
  begin(): void {
    const { world } = this.#options;
    // Not at a whole second: deadlines are.
    this.#launchAfter(world.random.integer(0, 1_999));
    if (world.random.chance(0.4)) this.#launchAfter(world.random.skewed(1_000, 120_000));
    this.#lookIn();
    this.#tidyUp();
  }

  /** Nobody waits for anything any more. */
  get gone(): boolean {
    return this.#running === 0 && this.#returning === 0;
  }

  get served(): boolean {
    return this.#completed > 0;
  }

  #lookIn(): void {
    const { world, scenario } = this.#options;
    world.clock.after(this.#tired ? LATE_LOOK_IN_MS : LOOK_IN_MS, () => {
      if (this.served || scenario.kind !== 'completes') return;
      if (this.#running < MOST_AT_ONCE) this.#launch();
      this.#lookIn();
    });
  }

  /** Once nobody follows the run any more, somebody looks after the dead letters all the same. */
  #tidyUp(): void {
    const { world, scenario } = this.#options;
    world.clock.after(LOOK_IN_MS, () => {
      if (scenario.kind !== 'completes') return;
      if (this.served) this.#drain();
      this.#tidyUp();
    });
  }

  #drain(): void {
    const process = new SimProcess(this.#options.world, `drainer-${++this.#drainers}`, 'client');
    const options = { ...this.#options, process, ordered: false };
    drainDeadLetters(options, POOL).catch((error: unknown) => this.#giveUp(process, error));
  }

  #launchAfter(ms: number): void {
    if (this.#started >= MOST_CLIENTS) return;
    this.#returning++;
    this.#options.world.clock.after(ms, () => {
      this.#returning--;
      this.#launch();
    });
  }

  #launch(): void {
    const { world } = this.#options;
    const process = new SimProcess(world, `client-${++this.#started}`, 'client');
    if (this.#running > 0) world.faults.note('client: two at once');
    this.#running++;
    let over = false;
    const end = (then: () => void) => {
      if (over) return;
      over = true;
      this.#running--;
      then();
    };
    process.onDeath(() =>
      end(() => {
        // Who looks in now and then comes back by that.
        if (!this.#tired) this.#launchAfter(world.random.skewed(1_000, 90_000));
      }),
    );
    this.#mayKill(process);
    if (this.#waitsForHours) this.#tire(process, () => over);
    this.#work(process).then(
      () => end(() => this.#completed++),
      error => end(() => this.#giveUp(process, error)),
    );
  }

  #mayKill(process: SimProcess): void {
    const { random, clock, faults } = this.#options.world;
    if (!faults.hit('client: killed at any moment')) return;
    clock.after(random.skewed(1, 60_000), () => process.die('at any moment'));
  }

  /** Only a container that was killed makes anybody wait for so long: its claim stands for eleven hours. */
  get #waitsForHours(): boolean {
    const { kind, fleet } = this.#options.scenario;
    return kind === 'completes' && fleet.containers > 0;
  }

  get #tired(): boolean {
    return this.#waitsForHours && this.#options.world.clock.now() - this.#begun >= TIRED_AFTER_MS;
  }

  #tire(process: SimProcess, isOver: () => boolean): void {
    const { clock } = this.#options.world;
    const untilTired = this.#begun + TIRED_AFTER_MS - clock.now();
    clock.after(Math.max(untilTired, SITTING_MS), () => {
      if (!isOver()) process.die('because nobody waits any longer');
    });
  }

  #work(process: SimProcess): Promise<void> {
    const { scenario, bucket } = this.#options;
    const options = { ...this.#options, process, ordered: scenario.ordered };
    const run = lastRun(bucket);
    if (run !== undefined) return resumeAndCollect(options, { pool: POOL, run });
    return submitAndCollect(options, requestOf(scenario));
  }

  #giveUp(process: SimProcess, error: unknown): void {
    const { world } = this.#options;
    const code = error instanceof CloudpoolError ? error.code : 'UNEXPECTED';
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.history.push({ type: 'gave up', at: world.clock.now(), by: process.actor, code, message });
    world.trace?.(`${process.name} GIVES UP ${message}`);
  }
}

function requestOf({
  tasks,
  description,
  workers,
  ...scenario
}: Scenario): Parameters<typeof submitAndCollect>[1] {
  return {
    pool: POOL,
    input: linesOf(tasks.map(task => JSON.stringify(task))),
    poolKey: 'pool',
    inputName: 'tasks.jsonl',
    sizing: { k: description.concurrency, concurrency: Math.max(1, workers), chunk: scenario.chunkSize },
    tries: description.tries,
    taskTimeoutSeconds: description.timeoutSeconds,
    leaseSeconds: scenario.leaseSeconds,
    lifetimeSeconds: scenario.lifetimeSeconds,
    code: 'code/simulated.zip',
    submitter: 'somebody',
  };
}

async function* linesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}

/** The run that was committed last: a person has its id on the screen. */
function lastRun(bucket: SimBucket): string | undefined {
  const records = bucket.keys().filter(key => placeOfKey(key).kind === 'run record');
  return records.length === 0 ? undefined : placeOfKey(records.at(-1) as string).run;
}
