import { expect } from 'chai';
import type { AgentEvent } from '../../../scripts/local/agent/events.ts';
import { keepLooking } from '../../../scripts/local/agent/keep-looking.ts';

/** Looks until `until` milliseconds have passed on a clock of its own. */
async function look(
  until: number,
  { clusters, due }: { readonly clusters: (now: number) => number; readonly due?: number },
) {
  let now = 0;
  const end = new AbortController();
  const events: AgentEvent[] = [];
  const counts = { looks: 0, refreshes: 0 };
  const fired: number[] = [];
  await keepLooking({
    tasks: {
      look: async () => {
        counts.looks += 1;
        return clusters(now);
      },
    },
    schedules: {
      refresh: async () => {
        counts.refreshes += 1;
      },
      fireDue: () => {
        if (due !== undefined && now >= due && fired.length === 0) fired.push(now);
        return fired.length === 0 ? due : undefined;
      },
    },
    clock: {
      now: () => now,
      sleep: async ms => {
        now += ms;
        if (now >= until) end.abort();
      },
    },
    report: event => events.push(event),
    signal: end.signal,
  });
  return { ...counts, events, fired };
}

describe('keepLooking', () => {
  it('makes one call in two seconds where there is no cluster, and asks for no schedule', async () => {
    expect(await look(60_000, { clusters: () => 0 })).to.include({ looks: 30, refreshes: 0 });
  });

  it('looks for tasks twice a second where there is one, and for schedules every five seconds', async () => {
    expect(await look(60_000, { clusters: () => 1 })).to.include({ looks: 120, refreshes: 12 });
  });

  it('is there when a schedule is due', async () => {
    expect((await look(20_000, { clusters: () => 1, due: 12_345 })).fired).to.deep.equal([12_345]);
  });

  it('is patient with an emulator that starts, and says once that one is gone', async () => {
    const silentUntil = (end: number) => (now: number) => {
      if (now < end) throw new Error('nobody answers');
      return 0;
    };
    expect((await look(60_000, { clusters: silentUntil(8_000) })).events).to.deep.equal([]);
    const { events, looks } = await look(60_000, { clusters: silentUntil(50_000) });
    expect(events).to.deep.equal([{ type: 'problem', about: 'emulator', message: 'nobody answers' }]);
    expect(looks).to.equal(30);
  });
});
