import { expect } from 'chai';
import { looseKeys } from '../../../functions/runtime/protocol/keys.ts';
import { blobLine, type OutcomeLine, valueLine } from '../../../functions/runtime/protocol/outcome.ts';
import { encodeResult } from '../../../functions/runtime/protocol/result.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { awaitResult, type LooseTask } from '../../../scripts/pool/loose/await-result.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { SimClock } from '../../support/sim-clock.ts';

const KEYS = looseKeys({ pool: 'p', id: 'etag' });

function resultOf(line: OutcomeLine): Uint8Array {
  const times = { startedAt: 0, endedAt: 0, memoryMb: 0, cold: false };
  const chunk = { run: 'etag', chunk: 0, first: 0, count: 1, failed: 0 };
  const writer = { token: 't', by: 'worker', attempt: 1, losses: 0, worker: 'w', code: 'c' } as const;
  return encodeResult({ ...chunk, ...writer, ...times }, [line]);
}

/** Waits in virtual time; `meanwhile` is done after a second. */
async function wait(
  meanwhile: (store: ReturnType<typeof memoryStore>, leave: () => void) => void,
  dead?: LooseTask['dead'],
) {
  const clock = new SimClock(0);
  const store = memoryStore(() => clock.now());
  const leaving = new AbortController();
  let end: unknown;
  clock.after(1_000, () => meanwhile(store, () => leaving.abort()));
  const ports = { store, clock, signal: leaving.signal, random: () => 0.5, report: () => undefined };
  awaitResult(ports, { pool: 'p', id: 'etag', giveUpAt: 60_000, dead }).then(
    outcome => (end = outcome),
    error => (end = error),
  );
  await clock.run(() => end !== undefined);
  return { end, at: clock.now() };
}

describe('awaitResult', () => {
  it('brings the outcome soon after it is there', async () => {
    const { end, at } = await wait(store => store.put(KEYS.result(0), resultOf(valueLine(0, '{"a":1}', 1))));
    expect(end).to.deep.equal({ task: 0, ok: true, value: { a: 1 }, attempts: 1 });
    expect(at).to.be.within(1_000, 2_100);
  });

  it('reads a large outcome from its own object', async () => {
    const { end } = await wait(async store => {
      await store.put(KEYS.blob(0, 0, 1), valueLine(0, '"large"', 1).line);
      const line = blobLine({ task: 0, ok: true, blob: 'blobs/0/0.1', attempts: 1 });
      await store.put(KEYS.result(0), resultOf(line));
    });
    expect(end).to.deep.include({ ok: true, value: 'large' });
  });

  it('does not take a claim for a result, and gives up in the end', async () => {
    const { end, at } = await wait(store => store.put(KEYS.claim(0, 1), '{}'));
    expect(end).to.be.instanceOf(CloudpoolError).and.to.include({ code: 'NO_RESULT_YET', exitCode: 1 });
    expect(at).to.be.within(60_000, 62_000);
  });

  it('looks among the dead letters while it waits', async () => {
    const looks: number[] = [];
    const { end } = await wait(
      store => looks.length > 0 && store.put(KEYS.result(0), resultOf(valueLine(0, '1', 1))),
      { look: async () => void looks.push(1) },
    );
    expect(end).to.deep.include({ ok: true, value: 1 });
  });

  it('ends at once when the user leaves', async () => {
    const { end, at } = await wait((_, leave) => leave());
    expect(end).to.include({ code: 'INTERRUPTED', exitCode: 130 });
    expect(at).to.be.at.most(1_001);
  });
});
