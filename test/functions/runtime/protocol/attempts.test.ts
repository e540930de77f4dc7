import { expect } from 'chai';
import { readAttempts } from '../../../../functions/runtime/protocol/attempts.ts';
import { encodeClaim, encodeGiveBack, type Tries } from '../../../../functions/runtime/protocol/claim.ts';
import { runKeys } from '../../../../functions/runtime/protocol/keys.ts';
import { valueLine } from '../../../../functions/runtime/protocol/outcome.ts';
import type { RetryOptions } from '../../../../functions/runtime/protocol/retry.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const keys = runKeys({ pool: 'p', run: 'r', width: 2 });
const retry: RetryOptions = { clock: { now: () => 0, sleep: async () => {} }, random: () => 0 };

async function ledger(claims: number, ends: Readonly<Record<number, { tasks: number[]; tries?: Tries[] }>>) {
  const store = memoryStore(() => 77);
  const common = { token: 't', messageId: 'm', receive: 1, worker: 'w', code: 'c', at: 0, ends: 9 };
  for (let attempt = 1; attempt <= claims; attempt++) {
    await store.put(keys.claim(3, attempt), encodeClaim({ ...common, attempt, mode: 'normal' }));
  }
  for (const [attempt, { tasks, tries = [] }] of Object.entries(ends)) {
    const outcomes = tasks.map(task => valueLine(task, '1', 1));
    const end = { token: 't', attempt: Number(attempt), reason: 'deadline', at: 0, outcomes, tries } as const;
    await store.put(keys.end(3, Number(attempt)), encodeGiveBack(end));
  }
  return readAttempts(store, keys, 3, retry);
}

describe('readAttempts', () => {
  it('finds nothing where nobody began', async () => {
    expect(await ledger(0, {})).to.deep.include({ last: undefined, losses: 0, ended: false, at: 77 });
  });

  it('takes the highest claim for the last, also beyond nine', async () => {
    expect((await ledger(12, {})).last).to.have.property('attempt', 12);
  });

  it('leaves the last attempt without an end to be judged, and counts those before it as lost', async () => {
    expect(await ledger(3, {})).to.include({ losses: 2, ended: false });
  });

  it('counts no attempt as lost that gained something, and every one that did not', async () => {
    const history = await ledger(3, { 1: { tasks: [30] }, 3: { tasks: [] } });
    expect(history).to.include({ losses: 2, ended: true });
    expect([...history.outcomes.keys()]).to.deep.equal([30]);
  });

  it('sums the tries of open tasks and drops those of ended ones', async () => {
    const tries = (task: number) => ({ task, started: 2, failed: 1 });
    const history = await ledger(3, {
      1: { tasks: [], tries: [tries(30), tries(31)] },
      2: { tasks: [31], tries: [tries(30)] },
    });
    expect([...history.tries.values()]).to.deep.equal([{ task: 30, started: 4, failed: 2 }]);
  });

  it('reads a history longer than one page of a listing', async () => {
    const history = await ledger(1_005, {});
    expect(history.last).to.have.property('attempt', 1_005);
  });
});
