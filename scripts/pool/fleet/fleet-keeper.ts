import { isPast } from '../../../functions/runtime/protocol/message.ts';
import { StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { backoffMs, isTransient } from '../../../functions/runtime/protocol/retry.ts';
import { containerHour } from '../../estimate/container-price.ts';
import { ask, type OpenRun, type RunPorts } from '../ports.ts';
import { SPOT_TAKEN } from './container-end.ts';
import { type FleetTrouble, fleetTrouble, isShortage, neverStarted } from './fleet-trouble.ts';
import { type ContainerTotals, OwnContainers } from './own-containers.ts';
import type { ContainerState, WorkerFleet } from './worker-fleet.ts';

/** RunTask's maximum. */
const MOST_PER_START = 10;
/** Whoever lives longer has begun to work: code and network are fine. */
const FRUITLESS_MS = 10_000;
const MOST_FRUITLESS = 3;
/** How long to wait when there is no room: longer each time, at most five minutes. */
const LEAST_PAUSE_MS = 10_000;
const SHORTAGE = { baseMs: 20_000, capMs: 300_000 };

/** Asks how many chunks have no result. */
export type CountOpen = () => Promise<number>;

/** Starts the containers of one fleet for one run, and replaces those that are lost. */
export class FleetKeeper {
  /** Set once the fleet is given up. */
  trouble: FleetTrouble | undefined;
  readonly #ports: RunPorts;
  readonly #run: OpenRun;
  readonly #fleet: WorkerFleet;
  readonly #own = new OwnContainers();
  readonly #told = new Set<string>();
  #owed = 0;
  #fruitless = 0;
  #shortages = 0;
  #holdUntil = 0;
  #openBefore = 0;
  #lastLoss = '';

  constructor(ports: RunPorts, run: OpenRun, fleet: WorkerFleet) {
    this.#ports = ports;
    this.#run = run;
    this.#fleet = fleet;
  }

  get totals(): ContainerTotals {
    return this.#own.totals(this.#fleet, this.#ports.clock.now());
  }

  /** Starts a container for each open chunk, as far as the fleet has room. Answers for how many it did not. */
  async begin(open: number): Promise<number> {
    this.#openBefore = open;
    this.#owed = open;
    await this.#orUnderstood(() => this.#startOwed(open));
    return Math.max(0, open - this.#own.up.length);
  }

  /** Looks after the containers: at most one call that asks for them. */
  async look(countOpen: CountOpen): Promise<void> {
    if (!this.trouble) await this.#orUnderstood(() => this.#lookAfter(countOpen));
  }

  async #lookAfter(countOpen: CountOpen): Promise<void> {
    const asked = this.#own.nextLook();
    if (asked.length > 0) {
      const states = await ask(this.#ports, () => this.#fleet.look(asked));
      if (states.some(state => this.#works(state))) this.#fruitless = 0;
      for (const ended of this.#own.see(asked, states)) this.#takeIn(ended);
    }
    if (this.#fruitless >= MOST_FRUITLESS) await this.#judge(countOpen);
    if (this.#owed === 0 && this.#own.up.length === 0) this.#owed = await this.#countWaiting();
    if (this.#owed > 0) await this.#startOwed(await countOpen());
  }

  #works({ startedAt, end }: ContainerState): boolean {
    return end === undefined && startedAt !== undefined && this.#now - startedAt >= FRUITLESS_MS;
  }

  #takeIn({ id, end, startedAt, stoppedAt = this.#now }: ContainerState): void {
    if (end?.kind !== 'lost') {
      this.#fruitless = 0;
      return;
    }
    const { reason } = end;
    const { key: fleet } = this.#fleet;
    this.#ports.report({ type: 'container-lost', at: this.#now, fleet, container: shortId(id), reason });
    this.#owed += 1;
    const shortLived = neverStarted(reason) || stoppedAt - (startedAt ?? stoppedAt) < FRUITLESS_MS;
    const fruitless = shortLived && reason !== SPOT_TAKEN;
    if (fruitless && isShortage(reason)) this.#holdOff(reason);
    else this.#fruitless = fruitless ? this.#fruitless + 1 : 0;
    this.#lastLoss = reason;
  }

  /** A task that kills its container at once makes the run go on all the same. */
  async #judge(countOpen: CountOpen): Promise<void> {
    const open = await countOpen();
    if (open < this.#openBefore) this.#fruitless = 0;
    else this.#giveUp(this.#lastLoss);
    this.#openBefore = open;
  }

  /** What was left to nobody: others' containers left, or this run's own before a chunk came back. */
  async #countWaiting(): Promise<number> {
    return (await ask(this.#ports, () => this.#ports.queue.counts())).visible;
  }

  async #startOwed(open: number): Promise<void> {
    if (this.trouble || this.#now < this.#holdUntil) return;
    const count = Math.min(this.#owed, await this.#room(open));
    if (count > 0) await this.#start(count);
    else this.#owed = 0;
  }

  async #room(open: number): Promise<number> {
    if (isPast(this.#run.record.until, this.#now)) return 0;
    const up = this.#own.up.length;
    // ECS lists a new one late.
    const running = await ask(this.#ports, () => this.#fleet.running());
    return Math.min(open - up, this.#fleet.maxTasks - Math.max(running, up));
  }

  async #start(count: number): Promise<void> {
    const { run } = this.#run.record;
    let started = 0;
    let refused: readonly string[] = [];
    try {
      while (started < count && refused.length === 0) {
        const most = Math.min(MOST_PER_START, count - started);
        // One token for all tries: an answer that is lost starts nothing twice.
        const token = this.#ports.newToken();
        const answer = await ask(this.#ports, () => this.#fleet.start({ count: most, run, token }));
        const { length } = answer.started;
        this.#own.add(answer.started, this.#now);
        started += length;
        refused = length < most ? [...answer.refused, `only ${length} of ${most} started`] : [];
      }
    } finally {
      this.#owed = count - started;
      this.#tellStarted(started);
    }
    if (refused[0] === undefined) this.#shortages = 0;
    else this.#refuse(refused[0]);
  }

  /** What ECS does not answer is the fleet's trouble, never the run's: results may come from elsewhere. */
  async #orUnderstood(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StoreError) || this.#ports.signal.aborted) throw error;
      // Whoever asked has said so already.
      if (isTransient(error)) this.#pause();
      else this.#refuse(error.message);
    }
  }

  #refuse(reason: string): void {
    if (isShortage(reason)) this.#holdOff(reason);
    else this.#giveUp(reason);
  }

  #pause(): void {
    const { random } = this.#ports;
    this.#shortages += 1;
    this.#holdUntil = this.#now + Math.max(LEAST_PAUSE_MS, backoffMs(this.#shortages, random, SHORTAGE));
  }

  #holdOff(reason: string): void {
    this.#pause();
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    const message = `fleet ${this.#fleet.key} cannot start ${this.#owed} more for now, trying on: ${reason}`;
    this.#ports.report({ type: 'notice', message });
  }

  #giveUp(reason: string): void {
    this.trouble = fleetTrouble(this.#fleet, reason);
    const { fleet, hint } = this.trouble;
    this.#ports.report({ type: 'notice', message: `fleet ${fleet} starts no more: ${reason}. ${hint}` });
  }

  #tellStarted(count: number): void {
    if (count === 0) return;
    const { key: fleet, size, idleSeconds } = this.#fleet;
    const hourly = count * containerHour(size);
    this.#ports.report({
      type: 'containers-started',
      at: this.#now,
      fleet,
      count,
      size,
      hourly,
      idleSeconds,
    });
  }

  get #now(): number {
    return this.#ports.clock.now();
  }
}

/** The last part of an ARN, as the console shows it. */
function shortId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
