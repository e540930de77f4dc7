import { expect } from 'chai';
import type { TaskSchedule } from '../../../scripts/aws/schedule-target.ts';
import type { AgentEvent } from '../../../scripts/local/agent/events.ts';
import { watchSchedules } from '../../../scripts/local/schedules/schedule-watch.ts';
import { scheduleOf } from './schedule-of.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;

/** A watch with a clock of its own. Times are minutes after noon. */
function open(schedules: TaskSchedule[]) {
  let now = NOON;
  const started: number[] = [];
  const events: AgentEvent[] = [];
  const watch = watchSchedules({
    list: async () => schedules,
    start: async () => {
      started.push((now - NOON) / MINUTE);
      return 1;
    },
    clock: { now: () => now, sleep: async () => undefined },
    random: Math.random,
    report: event => events.push(event),
    signal: new AbortController().signal,
  });
  return {
    watch,
    started,
    events,
    async goTo(minute: number) {
      now = NOON + minute * MINUTE;
      await watch.refresh();
      const next = watch.fireDue();
      await watch.settle();
      return next === undefined ? undefined : (next - NOON) / MINUTE;
    },
  };
}

describe('watchSchedules', () => {
  const every10 = scheduleOf({ expression: 'rate(10 minutes)', created: NOON });

  it('fires at each time once, and says when the next one is', async () => {
    const { goTo, started, events } = open([every10]);
    expect(await goTo(0)).to.equal(10);
    expect(await goTo(9.5)).to.equal(10);
    expect(await goTo(10)).to.equal(20);
    expect(await goTo(10.1)).to.equal(20);
    expect(await goTo(20.2)).to.equal(30);
    expect(started).to.deep.equal([10, 20.2]);
    expect(events[1]).to.include({ type: 'fired', time: '2026-11-22T12:20:00Z', tasks: 1 });
  });

  it('makes up for nothing: neither before it started, nor while the machine slept', async () => {
    const { goTo, started } = open([{ ...every10, created: NOON - 95 * MINUTE }]);
    expect(await goTo(0)).to.equal(5);
    expect(await goTo(33)).to.equal(35);
    expect(started).to.deep.equal([]);
  });

  it('fires what was due between its creation and the first look at it', async () => {
    const schedules: TaskSchedule[] = [];
    const { goTo, started } = open(schedules);
    await goTo(0);
    schedules.push(scheduleOf({ expression: 'at(2026-11-22T12:30:00)', created: NOON + 29 * MINUTE }));
    await goTo(30.1);
    expect(started).to.deep.equal([30.1]);
  });

  it('fires neither what is off, nor what is gone, nor the old times of what was changed', async () => {
    const schedules = [every10];
    const { watch, goTo, started } = open(schedules);
    await goTo(0);
    schedules[0] = { ...every10, expression: 'cron(0 * * * ? *)' };
    expect(await goTo(15)).to.equal(60);
    schedules[0] = { ...every10, enabled: false };
    expect(await goTo(60)).to.equal(undefined);
    expect([started, watch.schedules]).to.deep.equal([[], 0]);
  });

  it('counts the rate of a rule from when it was first seen', async () => {
    const schedules: TaskSchedule[] = [];
    const { goTo } = open(schedules);
    await goTo(0);
    schedules.push({ ...every10, kind: 'rule', created: undefined });
    expect(await goTo(7)).to.equal(17);
    expect(await goTo(8)).to.equal(17);
  });

  it('says of an expression that is none that it never fires, and fires the others', async () => {
    const { goTo, events, started } = open([scheduleOf({ arn: 'bad', expression: 'daily' }), every10]);
    await goTo(0);
    await goTo(10);
    expect(started).to.deep.equal([10]);
    expect(events[0]).to.include({ type: 'problem', about: 'bad' });
    expect(events.filter(({ type }) => type === 'problem')).to.have.length(1);
  });
});
