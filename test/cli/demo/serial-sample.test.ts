import { expect } from 'chai';
import { measureSerial, serialSeconds, spread } from '../../../scripts/cli/demo/serial-sample.ts';

const tasks = Array.from({ length: 100 }, (_, index) => ({ ticker: `T${index}`, month: '2004-02' }));

function fakeProvider(statuses: readonly number[]) {
  let now = 0;
  const asked: string[] = [];
  const left = [...statuses];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const get: typeof fetch = async url => {
    asked.push(String(url));
    now += 100;
    return new Response('[]', { status: left.shift() ?? 200, headers: { 'retry-after': '2' } });
  };
  return { clock, asked, fetch: get };
}

describe('measureSerial', () => {
  const options = { baseUrl: 'http://127.0.0.1:1', size: 4, signal: new AbortController().signal };

  it('asks for tasks spread over all of them, by whole months, and adds up the time', async () => {
    const provider = fakeProvider([]);
    const sample = await measureSerial(tasks, { ...options, ...provider });
    expect(sample).to.deep.equal({ requests: 4, seconds: 0.4 });
    expect(provider.asked[0]).to.equal(
      'http://127.0.0.1:1/tiingo/daily/T12/prices?startDate=2004-02-01&endDate=2004-02-29',
    );
    expect(provider.asked.map(url => /T\d+/.exec(url)?.[0])).to.deep.equal(['T12', 'T37', 'T62', 'T87']);
  });

  it('waits out a refusal for the rate, and counts the waiting', async () => {
    const provider = fakeProvider([429]);
    expect(await measureSerial(tasks, { ...options, ...provider })).to.deep.equal({
      requests: 4,
      seconds: 2.5,
    });
  });
});

describe('serialSeconds', () => {
  it('carries the mean over to all tasks', () => {
    expect(serialSeconds({ requests: 20, seconds: 3 }, 600)).to.equal(90);
  });
});

describe('spread', () => {
  it('takes no more than there is', () => {
    expect(spread([1, 2, 3], 10)).to.deep.equal([1, 2, 3]);
  });
});
