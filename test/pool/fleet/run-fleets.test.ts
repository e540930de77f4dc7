import { expect } from 'chai';
import { StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { fleetStage, nothing } from '../../support/fleet-stage.ts';

describe('RunFleets', () => {
  it('starts as many containers as there are chunks, at most as many as the fleet may have', async () => {
    for (const [chunks, others, started] of [
      [2, 0, 2],
      [9, 0, 4],
      [9, 3, 1],
      [9, 4, 0],
    ] as const) {
      const { fleet, keep } = await fleetStage(chunks);
      fleet.others = others;
      await keep(nothing, 30);
      expect(fleet.containers.size, `${chunks} chunks, ${others} others`).to.equal(started);
    }
  });

  it('starts ten a call, for the run, each call with a token of its own', async () => {
    const { fleet, keep } = await fleetStage(40, { changes: { maxTasks: 24 } });
    await keep(nothing, 10);
    expect(fleet.orders.map(({ count }) => count)).to.deep.equal([10, 10, 4]);
    expect(new Set(fleet.orders.map(({ token }) => token)).size).to.equal(3);
    expect(fleet.orders.every(({ run }) => /^\d{8}T\d{6}-/.test(run))).to.equal(true);
  });

  it('says what it starts, and what that costs an hour', async () => {
    const { keep, tell } = await fleetStage(9);
    await keep(nothing, 10);
    const [started] = tell('containers-started');
    expect(started).to.include({ fleet: 'crew', count: 4, idleSeconds: 60 });
    expect(started?.hourly).to.be.closeTo(4 * 0.3 * (0.04048 + 2 * 0.004445), 1e-9);
  });

  it('starts nothing twice when the answer to a start is lost', async () => {
    const { fleet, keep } = await fleetStage(3);
    let lostAnswers = 2;
    fleet.afterwards = () => {
      if (lostAnswers-- > 0) throw new StoreError('ecs:RunTask: cut', { transient: true });
    };
    await keep(nothing, 20);
    expect(fleet.orders).to.have.length(3);
    expect(fleet.containers.size).to.equal(3);
  });

  it('keeps count of what was started before a start went unanswered', async () => {
    const { fleet, keep, tell } = await fleetStage(30, { changes: { maxTasks: 20 } });
    let silent = 60;
    fleet.fault = ({ count }) => {
      if (fleet.containers.size === 0 || silent-- <= 0) return undefined;
      throw new StoreError(`ecs:RunTask: cut, ${count}`, { transient: true });
    };
    await keep(nothing, 900);
    expect(fleet.up).to.have.length(20);
    expect(tell('containers-started').map(({ count }) => count)).to.deep.equal([10, 10]);
  });

  it('tries a throttled start again', async () => {
    const { fleet, keep, notices } = await fleetStage(2);
    fleet.fault = () => {
      if (fleet.orders.length > 2) return undefined;
      throw new StoreError('ecs:RunTask: ThrottlingException: Rate exceeded', { transient: true });
    };
    await keep(nothing, 10);
    expect([fleet.containers.size, notices()]).to.deep.equal([2, []]);
  });

  it('names what ECS refuses for want of room once, and goes on trying, more and more rarely', async () => {
    const { fleet, keep, notices } = await fleetStage(6);
    const at: number[] = [];
    fleet.fault = ({ count }) => {
      at.push(fleet.looks.length);
      if (at.length === 1) return { started: [], refused: Array(count).fill('Capacity is unavailable') };
      return at.length < 4 ? { started: [], refused: ['Capacity is unavailable'] } : undefined;
    };
    await keep(nothing, 900);
    expect(notices()).to.deep.equal([
      'fleet crew cannot start 4 more for now, trying on: Capacity is unavailable',
    ]);
    expect(at).to.have.length(4);
    expect(fleet.up).to.have.length(4);
  });

  it('keeps what was started of an order that was refused in part', async () => {
    const { fleet, keep } = await fleetStage(6);
    fleet.fault = ({ count }) => {
      if (fleet.orders.length > 1) return undefined;
      const id = 'arn:ecs:task/cluster/early';
      fleet.containers.set(id, { id, startedAt: 0, billedFrom: 0 });
      return { started: [id], refused: Array(count - 1).fill('RESOURCE:ENI') };
    };
    await keep(nothing, 300);
    expect(fleet.orders.map(({ count }) => count)).to.deep.equal([4, 3]);
    expect(fleet.up).to.have.length(4);
  });

  it('asks once in ten seconds, and no more once the run has ended', async () => {
    const { fleet, keep } = await fleetStage(9);
    await keep(nothing, 100);
    const gaps = fleet.looks.slice(1).map((at, index) => at - (fleet.looks[index] ?? 0));
    expect(gaps).to.deep.equal(Array(gaps.length).fill(10_000));
    expect(fleet.looks.length).to.be.within(9, 10);
  });
});
