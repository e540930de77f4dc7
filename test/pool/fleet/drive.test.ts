import { expect } from 'chai';
import { CloudpoolError } from '../../../scripts/errors.ts';
import type { OutcomeSink } from '../../../scripts/pool/collect/sink.ts';
import { drive } from '../../../scripts/pool/drive.ts';
import { RunFleets } from '../../../scripts/pool/fleet/run-fleets.ts';
import type { PoolFleets } from '../../../scripts/pool/fleet/worker-fleet.ts';
import { Run } from '../../../scripts/pool/library/run.ts';
import type { OpenRun } from '../../../scripts/pool/ports.ts';
import { resumeRun } from '../../../scripts/pool/resume-run.ts';
import { submit } from '../../../scripts/pool/submit/submit.ts';
import { type FakeFleet, fakeFleet, lost } from '../../support/fake-fleet.ts';
import { type TestPorts, testPorts } from '../../support/pool-ports.ts';
import { committedRun, runRequest, work } from '../../support/pool-run.ts';

const sink: OutcomeSink = {
  write: async () => undefined,
  commit: async () => undefined,
  discard: async () => undefined,
};

/** The containers that are up bring the results of what was sent. */
function containersWork(ports: TestPorts, run: OpenRun, fleet: FakeFleet): void {
  ports.clock.meanwhile = async () => {
    const chunks = ports.queue.sent.map(({ body }) => JSON.parse(body).chunk as number);
    if (fleet.up.length > 0) await work(ports, run, chunks);
  };
}

function crewOf(fleet: FakeFleet): () => Promise<PoolFleets> {
  return async () => ({ fleets: [fleet], alone: true });
}

async function failure(promise: Promise<unknown>): Promise<CloudpoolError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).to.be.instanceOf(CloudpoolError);
  return error as CloudpoolError;
}

const typesOf = ({ events }: TestPorts) => events.map(({ type }) => type);

describe('drive with containers', () => {
  it('starts them after the commit, and tells their cost after the end', async () => {
    const ports = testPorts();
    const fleet = fakeFleet(ports.clock.now);
    const run = await committedRun(ports, 6);
    containersWork(ports, run, fleet);
    const summary = await drive(ports, run, { sink, ordered: true, from: 0, findFleets: crewOf(fleet) });
    expect(summary).to.include({ done: 6, complete: true });
    expect(fleet.containers.size).to.equal(4);
    const types = typesOf(ports);
    expect(types.indexOf('run-created')).to.be.below(types.indexOf('containers-started'));
    expect(types.slice(-2)).to.deep.equal(['run-ended', 'containers-left']);
  });

  it('ends a run that no container can work on', async () => {
    const ports = testPorts();
    const fleet = fakeFleet(ports.clock.now);
    fleet.fate = () => ({ startedAt: undefined, end: lost('CannotPullContainerError: no such tag') });
    const run = await committedRun(ports, 6);
    const error = await failure(
      drive(ports, run, { sink, ordered: true, from: 0, findFleets: crewOf(fleet) }),
    );
    expect([error.code, error.exitCode]).to.deep.equal(['NO_WORKERS', 1]);
    expect(ports.queue.sent, 'its messages wait for a resume').to.have.length(6);
  });

  it('says at Ctrl-C that the containers go on', async () => {
    const ports = testPorts();
    const fleet = fakeFleet(ports.clock.now);
    const run = await committedRun(ports, 6);
    ports.clock.meanwhile = () => {
      if (fleet.up.length > 0) ports.leave.abort();
    };
    const error = await failure(
      drive(ports, run, { sink, ordered: true, from: 0, findFleets: crewOf(fleet) }),
    );
    expect(error.code).to.equal('DETACHED');
    expect(ports.events.find(({ type }) => type === 'containers-left')).to.include({ up: 4 });
    expect(fleet.up, 'nobody stopped them').to.have.length(4);
  });
});

describe('resumeRun with containers', () => {
  it('starts as many as chunks are open and there is room', async () => {
    const ports = testPorts();
    const fleet = fakeFleet(ports.clock.now);
    const run = await committedRun(ports, 6);
    await work(ports, run, [0, 1, 2]);
    fleet.others = 2;
    containersWork(ports, run, fleet);
    await resumeRun(ports, run, { sink, ordered: true, findFleets: crewOf(fleet) });
    expect(fleet.containers.size).to.equal(2);
  });

  it('looks for no containers when the run is complete', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2);
    await work(ports, run, [0, 1]);
    await resumeRun(ports, run, { sink, ordered: true });
    const findFleets = () => Promise.reject(new Error('asked for fleets'));
    expect(await resumeRun(ports, run, { sink, ordered: true, findFleets })).to.include({ done: 2 });
  });
});

describe('a run of the library with containers', () => {
  async function submitted(fleet: FakeFleet, ports: TestPorts, tasks: number) {
    const started: RunFleets[] = [];
    const opened = await submit(ports, runRequest(tasks), run => {
      const fleets = new RunFleets(ports, run, { fleets: [fleet], alone: true });
      started.push(fleets);
      return fleets.begin();
    });
    return { opened, run: new Run(ports, opened, started[0]) };
  }

  it('has started them when submit answers, and does not start them again for the outcomes', async () => {
    const ports = testPorts();
    const fleet = fakeFleet(ports.clock.now);
    const { opened, run } = await submitted(fleet, ports, 6);
    expect(fleet.up).to.have.length(4);
    containersWork(ports, opened, fleet);
    expect(await Array.fromAsync(run.outcomes())).to.have.length(6);
    expect(fleet.containers.size).to.equal(4);
    expect(typesOf(ports).at(-1)).to.equal('containers-left');
  });

  it('throws for the outcomes of a run that nobody can work on', async () => {
    const ports = testPorts();
    const fleet = fakeFleet(ports.clock.now);
    fleet.fate = () => ({ startedAt: undefined, end: lost('CannotPullContainerError: no such tag') });
    const { run } = await submitted(fleet, ports, 6);
    expect((await failure(Array.fromAsync(run.outcomes()))).code).to.equal('NO_WORKERS');
  });
});
