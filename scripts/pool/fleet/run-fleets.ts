import { unlessAborted } from '../../../functions/runtime/protocol/unless-aborted.ts';
import { CloudpoolError } from '../../errors.ts';
import { ResultScan } from '../follow/result-scan.ts';
import { ask, type OpenRun, type RunPorts } from '../ports.ts';
import { FleetKeeper } from './fleet-keeper.ts';
import type { FleetTrouble } from './fleet-trouble.ts';
import type { PoolFleets } from './worker-fleet.ts';

/** ECS is asked no more often: its answers come out of one budget for the whole account. */
const LOOK_EVERY_MS = 10_000;
/** Looks in a row that find nobody at work, before nobody is expected: SQS's counts are late. */
const MOST_EMPTY_LOOKS = 3;

/** The containers of a run, over all fleets of its pool. */
export class RunFleets {
  readonly #ports: RunPorts;
  readonly #run: OpenRun;
  readonly #fleets: PoolFleets;
  readonly #keepers: readonly FleetKeeper[];
  readonly #scan: ResultScan;
  #begun = false;
  #isKept = false;
  #shown = '0/0';
  #emptyLooks = 0;

  constructor(ports: RunPorts, run: OpenRun, fleets: PoolFleets) {
    this.#ports = ports;
    this.#run = run;
    this.#fleets = fleets;
    this.#keepers = fleets.fleets.map(fleet => new FleetKeeper(ports, run, fleet));
    this.#scan = new ResultScan(ports, run);
  }

  /** Starts a container for each open chunk, as far as there is room. Whoever leaves now leaves them at work. */
  async begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    let open = await this.#countOpen();
    for (const keeper of this.#keepers) open = await keeper.begin(open);
    this.#tellUp();
  }

  /**
   * Looks after the containers until the signal aborts: names the lost ones, and replaces them while chunks are open.
   * Throws `NO_WORKERS` when containers alone work for the pool, none can be started, and nobody else is at work.
   */
  async keep(signal = this.#ports.signal): Promise<void> {
    if (this.#keepers.length === 0 || this.#isKept) return;
    this.#isKept = true;
    const work = this.#keepOn(signal);
    // Nobody waits for a call that is under way when the run ends.
    work.catch(() => undefined);
    try {
      await unlessAborted(work, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#isKept = false;
      this.#tellEnd();
    }
  }

  async #keepOn(signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    await this.begin();
    for (let turn = 0; ; turn += 1) {
      await this.#requireHope();
      await clock.sleep(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      await this.#keepers[turn % this.#keepers.length]?.look(() => this.#countOpen());
      this.#tellUp();
    }
  }

  async #countOpen(): Promise<number> {
    await this.#scan.look();
    return this.#run.index.chunks - this.#scan.found;
  }

  async #requireHope(): Promise<void> {
    const troubles = this.#keepers.flatMap(({ trouble }) => trouble ?? []);
    if (!this.#fleets.alone || troubles.length < this.#keepers.length || this.#totals.up > 0) return;
    const { inFlight } = await ask(this.#ports, () => this.#ports.queue.counts());
    this.#emptyLooks = inFlight > 0 ? 0 : this.#emptyLooks + 1;
    if (this.#emptyLooks >= MOST_EMPTY_LOOKS) throw noWorkers(this.#run, troubles);
  }

  get #totals() {
    return this.#keepers
      .map(({ totals }) => totals)
      .reduce((sum, more) => ({
        started: sum.started + more.started,
        lost: sum.lost + more.lost,
        up: sum.up + more.up,
        working: sum.working + more.working,
        seconds: sum.seconds + more.seconds,
        billedSeconds: sum.billedSeconds + more.billedSeconds,
        cost: sum.cost + more.cost,
      }));
  }

  #tellUp(): void {
    if (this.#keepers.length === 0) return;
    const { up, working } = this.#totals;
    const now = `${working}/${up}`;
    if (this.#shown === now) return;
    this.#shown = now;
    this.#ports.report({ type: 'containers', at: this.#ports.clock.now(), up, working });
  }

  #tellEnd(): void {
    const { working: _, ...totals } = this.#totals;
    if (totals.started === 0) return;
    const at = this.#ports.clock.now();
    const idleSeconds = Math.max(...this.#fleets.fleets.map(fleet => fleet.idleSeconds));
    this.#ports.report({ type: 'containers-left', at, idleSeconds, ...totals });
  }
}

function noWorkers({ record }: OpenRun, troubles: readonly FleetTrouble[]): CloudpoolError {
  const reasons = troubles.map(({ fleet, reason }) => `fleet ${fleet}: ${reason}`).join('; ');
  const [first] = troubles;
  return new CloudpoolError(`nobody can work on run ${record.run}: ${reasons}`, {
    code: 'NO_WORKERS',
    hint: `${first?.hint} Its messages wait until the deadline: npx cloudpool resume ${record.run} then goes on.`,
  });
}
