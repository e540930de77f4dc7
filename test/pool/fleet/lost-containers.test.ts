import { expect } from 'chai';
import { StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { SPOT_TAKEN } from '../../../scripts/pool/fleet/container-end.ts';
import { RunFleets } from '../../../scripts/pool/fleet/run-fleets.ts';
import type { ContainerState } from '../../../scripts/pool/fleet/worker-fleet.ts';
import { LEFT, lost } from '../../support/fake-fleet.ts';
import { failure, fleetStage, NO_IMAGE, nothing } from '../../support/fleet-stage.ts';
import { testPorts } from '../../support/pool-ports.ts';
import { committedRun } from '../../support/pool-run.ts';

describe('RunFleets, when containers are lost', () => {
  it('names a lost container and replaces it, while chunks are open', async () => {
    const { fleet, keep, tell } = await fleetStage(9);
    await keep(second => {
      if (second === 30) fleet.end('arn:ecs:task/cluster/c2', lost(SPOT_TAKEN));
    }, 60);
    expect(tell('container-lost').map(({ container, reason }) => [container, reason])).to.deep.equal([
      ['c2', SPOT_TAKEN],
    ]);
    expect(fleet.up).to.deep.equal(['c1', 'c3', 'c4', 'c5'].map(id => `arn:ecs:task/cluster/${id}`));
  });

  it('replaces at once what Spot takes, however young, and does not blame the fleet', async () => {
    const { fleet, keep, notices } = await fleetStage(9, { changes: { maxTasks: 1 } });
    await keep(() => {
      if (fleet.containers.size < 5) for (const id of fleet.up) fleet.end(id, lost(SPOT_TAKEN));
    }, 60);
    expect(notices()).to.deep.equal([]);
    expect([fleet.containers.size, fleet.up.length]).to.deep.equal([5, 1]);
  });

  it('replaces nobody when the open chunks have somebody already', async () => {
    const { fleet, keep, work: finish } = await fleetStage(4);
    await keep(async second => {
      if (second !== 20) return;
      await finish(0, 1);
      for (const id of fleet.up.slice(0, 2)) fleet.end(id, lost(SPOT_TAKEN));
    }, 60);
    expect(fleet.containers.size, 'two open chunks, two containers').to.equal(4);
  });

  it('lets those leave that find no work, and calls others when messages wait again', async () => {
    const { ports, fleet, keep } = await fleetStage(2);
    await keep(second => {
      if (second === 30) for (const id of fleet.up) fleet.end(id, LEFT);
      ports.queue.empty = second < 80;
    }, 120);
    expect(fleet.containers.size).to.equal(3);
    expect(fleet.up).to.have.length(1);
  });

  it('starts nobody after the deadline of the run', async () => {
    const { ports, fleet, keep } = await fleetStage(2);
    ports.clock.time += 4 * 24 * 3_600_000;
    await keep(nothing, 30);
    expect(fleet.orders).to.deep.equal([]);
  });

  it('gives a fleet up whose containers never start, and ends a run that nobody can work on', async () => {
    const { ports, fleet, keep, notices } = await fleetStage(9);
    fleet.fate = () => ({ startedAt: undefined, end: lost(NO_IMAGE) });
    const error = await failure(keep(nothing, 900));
    expect([error.code, error.exitCode]).to.deep.equal(['NO_WORKERS', 1]);
    expect(error.message).to.include('nobody can work on run').and.to.include(NO_IMAGE);
    expect(error.hint).to.include('Push it under this tag').and.to.include('npx cloudpool resume');
    expect(notices().at(-1)).to.include('fleet crew starts no more').and.to.include('ImageTag');
    expect(fleet.containers.size, 'no more than the first ones').to.equal(4);
    expect(ports.signal.aborted).to.equal(false);
  });

  it('gives up after three in a row, not after three', async () => {
    const { fleet, keep, notices } = await fleetStage(1, { changes: { maxTasks: 1 } });
    fleet.fate = () => (fleet.containers.size === 2 ? {} : { startedAt: undefined, end: lost('odd') });
    await keep(second => {
      if (second === 100) fleet.end('arn:ecs:task/cluster/c3', lost(SPOT_TAKEN));
    }, 110);
    expect(notices()).to.deep.equal([]);
    const before = fleet.containers.size;
    expect(before).to.equal(4);
  });

  it('waits on where somebody else works, although the fleet is given up', async () => {
    const { ports, fleet, keep } = await fleetStage(9);
    fleet.fate = () => ({ startedAt: undefined, end: lost(NO_IMAGE) });
    ports.queue.counts = async () => ({ visible: 0, inFlight: 1, delayed: 0 });
    await keep(nothing, 300);
    expect(fleet.containers.size).to.equal(4);
  });

  it('leaves the run to the functions where both work', async () => {
    const { fleet, keep, notices } = await fleetStage(9, { alone: false });
    fleet.fate = () => ({ startedAt: undefined, end: lost(NO_IMAGE) });
    await keep(nothing, 300);
    expect(notices()).to.have.length(1);
  });

  it('does not take a task that kills its containers for a fleet that does not start', async () => {
    const { fleet, keep, notices, work: finish } = await fleetStage(30, { changes: { maxTasks: 1 } });
    fleet.fate = () => ({ end: lost('Essential container in task exited: exit code 137') });
    await keep(second => finish(second / 10), 150);
    expect(notices()).to.deep.equal([]);
    expect(fleet.containers.size).to.be.greaterThan(10);
  });

  it('gives up at once, with the right that is missing, when it may not start any', async () => {
    const { fleet, keep } = await fleetStage(2);
    fleet.fault = () => {
      throw new StoreError('ecs:RunTask: AccessDeniedException: no', { transient: false });
    };
    const error = await failure(keep(nothing, 300));
    expect(error.code).to.equal('NO_WORKERS');
    expect(error.hint).to.include('client policy');
    expect(fleet.orders).to.have.length(1);
  });

  it('never ends a run because it may not ask: results may come all the same', async () => {
    const denied = (call: string) => () =>
      Promise.reject(new StoreError(`ecs:${call}: AccessDeniedException: no`, { transient: false }));
    for (const [changes, alone] of [
      [{ running: denied('ListTasks') }, false],
      [{ look: denied('DescribeTasks') }, true],
    ] as const) {
      const { keep, notices } = await fleetStage(2, { changes, alone });
      await keep(nothing, 300);
      expect(notices()).to.have.length(1);
      expect(notices()[0]).to.include('AccessDeniedException').and.to.include('client policy');
    }
  });

  it('goes on when ECS is silent for a while', async () => {
    const { ports, fleet, keep } = await fleetStage(2);
    const { look } = fleet;
    const silentUntil = ports.clock.now() + 400_000;
    fleet.look = async ids => {
      if (ports.clock.now() > silentUntil) return look(ids);
      throw new StoreError('ecs:DescribeTasks: cut', { transient: true });
    };
    await keep(second => {
      if (second > 420 && fleet.up.length === 2) fleet.end('arn:ecs:task/cluster/c1', lost(SPOT_TAKEN));
    }, 900);
    expect(fleet.up, 'the lost one was replaced').to.have.length(2);
  });

  it('counts a container as lost that ECS has forgotten, but not one that it does not know yet', async () => {
    const { fleet, keep, tell } = await fleetStage(1, { changes: { maxTasks: 1 } });
    const first = 'arn:ecs:task/cluster/c1';
    let state: ContainerState = { id: first };
    await keep(second => {
      state = fleet.containers.get(first) ?? state;
      if (second === 0 || second === 100) fleet.containers.delete(first);
      if (second === 20) fleet.containers.set(first, state);
    }, 200);
    expect(tell('container-lost').map(({ reason }) => reason)).to.deep.equal([
      'ECS does not know it any more',
    ]);
    expect(fleet.up).to.deep.equal(['arn:ecs:task/cluster/c2']);
  });

  it('tells in the end what they cost so far, and who is still there', async () => {
    const { fleet, keep, tell } = await fleetStage(2);
    await keep(second => {
      if (second === 30) fleet.end('arn:ecs:task/cluster/c1', LEFT);
    }, 90);
    const [end] = tell('containers-left');
    expect(end).to.include({
      started: 2,
      lost: 0,
      up: 1,
      idleSeconds: 60,
      seconds: 30 + 100,
      billedSeconds: 60 + 160,
    });
    const hour = 0.3 * (0.04048 + 2 * 0.004445);
    expect(end?.cost).to.be.closeTo((hour * (60 + 160)) / 3600, 1e-9);
    expect(tell('containers').map(({ up, working }) => [up, working])).to.deep.equal([
      [2, 0],
      [2, 2],
      [1, 1],
    ]);
  });

  it('counts those that nobody has looked at when a short run ends', async () => {
    const { fleet, keep, tell } = await fleetStage(1);
    await keep(nothing, 0);
    expect(fleet.looks).to.deep.equal([]);
    expect(tell('containers-left')[0]).to.include({ started: 1, up: 1, seconds: 10, billedSeconds: 10 + 60 });
  });

  it('does not keep the user who leaves while ECS is silent', async () => {
    const { ports, fleet, keep } = await fleetStage(2);
    fleet.look = () => {
      setImmediate(() => ports.leave.abort());
      return new Promise(() => undefined);
    };
    await keep(nothing, 10_000);
  });

  it('does nothing for a pool without fleets', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    await new RunFleets(ports, run, { fleets: [], alone: true }).keep();
    expect(ports.events.map(({ type }) => type)).to.deep.equal(['input', 'run-created']);
  });
});
