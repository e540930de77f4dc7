import { expect } from 'chai';
import { CloudpoolError } from '../../scripts/errors.ts';
import type { RunEvent } from '../../scripts/pool/events.ts';
import { RunFleets } from '../../scripts/pool/fleet/run-fleets.ts';
import type { WorkerFleet } from '../../scripts/pool/fleet/worker-fleet.ts';
import { type FakeFleet, fakeFleet } from './fake-fleet.ts';
import { type TestPorts, testPorts } from './pool-ports.ts';
import { committedRun, work } from './pool-run.ts';

export const NO_IMAGE = 'CannotPullContainerError: registry/app-crew:abc: not found';

/** A run with one fleet of containers, in virtual time. */
export interface FleetStage {
  readonly ports: TestPorts;
  readonly fleet: FakeFleet;
  /** Writes the results of these chunks. */
  work(...chunks: readonly number[]): Promise<void>;
  /** Keeps the fleets until `until` says so; what happens meanwhile is told by the second. */
  keep(meanwhile: (second: number) => void | Promise<void>, seconds: number): Promise<void>;
  tell<Type extends RunEvent['type']>(type: Type): Extract<RunEvent, { type: Type }>[];
  notices(): string[];
}

/** Commits a run of so many chunks for a pool with one fleet. */
export async function fleetStage(
  chunks: number,
  { changes = {}, alone = true }: { changes?: Partial<WorkerFleet>; alone?: boolean } = {},
): Promise<FleetStage> {
  const ports = testPorts();
  const fleet = fakeFleet(ports.clock.now, changes);
  const run = await committedRun(ports, chunks);
  const fleets = new RunFleets(ports, run, { fleets: [fleet], alone });
  const tell: FleetStage['tell'] = type => ports.events.filter(event => event.type === type) as never;
  return {
    ports,
    fleet,
    tell,
    work: (...done) => work(ports, run, done),
    notices: () => tell('notice').map(({ message }) => message),
    keep: async (meanwhile, seconds) => {
      const begun = ports.clock.now();
      ports.clock.meanwhile = async () => {
        const second = Math.round((ports.clock.now() - begun) / 1000);
        await meanwhile(second);
        if (second >= seconds) ports.leave.abort();
      };
      await fleets.keep();
    },
  };
}

/** For a second in which nothing happens. */
export const nothing = () => undefined;

/** What a promise is rejected with, which must be one of our own errors. */
export async function failure(promise: Promise<unknown>): Promise<CloudpoolError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).to.be.instanceOf(CloudpoolError);
  return error as CloudpoolError;
}
