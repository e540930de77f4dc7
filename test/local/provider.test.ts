import { expect } from 'chai';
import { demoInput, demoTasks, UNKNOWN_TICKERS } from '../../scripts/local/demo-tasks.ts';
import { loadPrices, type RecordedPrices } from '../../scripts/local/provider/recorded-prices.ts';
import { type ProviderAnswer, respond } from '../../scripts/local/provider/respond.ts';
import { ensureTools } from '../../scripts/local/tools.ts';
import { type LocalSandbox, localSandbox, ROOT } from './local-sandbox.ts';

let loaded: RecordedPrices | undefined;

const BASE = 'http://127.0.0.1/tiingo/daily';

describe('loadPrices', () => {
  it('loads 12,154 rows of five companies', () => {
    const prices = recorded();
    expect([...prices.keys()]).to.deep.equal(['AAPL', 'FB', 'GOOG', 'IBM', 'MSFT']);
    expect([...prices.values()].reduce((sum, rows) => sum + rows.length, 0)).to.equal(12_154);
  });

  it('gives a row in the shape of Tiingo', () => {
    expect(recorded().get('AAPL')?.[0]).to.deep.equal({
      date: '2000-03-01T00:00:00.000Z',
      close: 130.31,
      high: 132.06,
      low: 118.5,
      open: 118.56,
      volume: 9_616_100,
      adjClose: 4.186662803811,
      adjHigh: 4.2428876515,
      adjLow: 3.8072254029,
      adjOpen: 3.809153112,
      adjVolume: 9_616_100,
      divCash: 0,
      splitFactor: 1,
    });
  });

  it('refuses a file that is not the known one', () => {
    expect(() => loadPrices(`${ROOT}/package.json`)).to.throw('is not the recorded data that was expected');
  });
});

describe('respond', () => {
  const prices = recorded();
  const settled = (path: string) => respond(prices, new URL(`${BASE}${path}`), 2);

  it('answers the days of a range, both ends included, however the ticker is written', () => {
    const { status, body } = settled('/aapl/prices?startDate=2000-3-1&endDate=2000-03-03');
    expect(status).to.equal(200);
    expect(daysOf(body)).to.deep.equal(['2000-03-01', '2000-03-02', '2000-03-03']);
  });

  it('answers the latest day without a start, and no row for a range without one', () => {
    expect(daysOf(settled('/IBM/prices').body)).to.deep.equal(['2013-03-01']);
    expect(settled('/FB/prices?startDate=2000-03-01&endDate=2000-03-31').body).to.deep.equal([]);
  });

  it('answers 404 in the words of Tiingo for an unknown ticker, and 400 for a day that is none', () => {
    expect(settled('/ACME/prices')).to.deep.include({
      status: 404,
      body: { detail: "Error: Ticker 'ACME' not found" },
    });
    expect(settled('/IBM/prices?startDate=yesterday').status).to.equal(400);
  });

  it('refuses some addresses every other time, with Retry-After, and never twice running', () => {
    const urls = demoTasks(ROOT).map(
      ({ ticker, month }) => new URL(`${BASE}/${ticker}/prices?startDate=${month}-01`),
    );
    const refused = urls.filter(url => respond(prices, url, 1).status === 429);
    expect(refused.length).to.be.within(10, 60);
    for (const url of refused) {
      expect(respond(prices, url, 1).retryAfter).to.equal(1);
      expect([2, 3, 4].map(attempt => respond(prices, url, attempt).status)).to.deep.equal([200, 429, 200]);
    }
  });

  it('takes 80 to 200 ms, always the same for the same address', () => {
    const latencies = demoTasks(ROOT).map(({ ticker, month }) => {
      const url = new URL(`${BASE}/${ticker}/prices?startDate=${month}-01`);
      expect(respond(prices, url, 2).latencyMs).to.equal(respond(prices, url, 1).latencyMs);
      return respond(prices, url, 2).latencyMs;
    });
    expect(Math.min(...latencies)).to.be.within(80, 90);
    expect(Math.max(...latencies)).to.be.within(190, 200);
  });
});

describe('the provider as it runs', () => {
  let sandbox: LocalSandbox;
  let address: string;
  before(async () => {
    sandbox = localSandbox();
    address = String((await sandbox.start()).provider.address);
  });
  after(() => sandbox.dispose());

  it('answers after its latency, refuses once and then answers, and counts it all', async () => {
    const limited = demoTasks(ROOT)
      .map(({ ticker, month }) => `/tiingo/daily/${ticker}/prices?startDate=${month}-01&endDate=${month}-31`)
      .find(path => respond(recorded(), new URL(path, address), 1).status === 429);
    const first = await fetch(`${address}${limited}`);
    const second = await fetch(`${address}${limited}`);
    const unknown = await fetch(`${address}/tiingo/daily/ACME/prices?startDate=2000-03-01`);
    expect([first.status, second.status, unknown.status]).to.deep.equal([429, 200, 404]);
    expect(first.headers.get('retry-after')).to.equal('1');
    expect(second.headers.get('content-type')).to.equal('application/json');
    const stats = await (await fetch(`${address}/_provider/stats`)).json();
    expect(stats).to.deep.equal({ answered: { 200: 1, 404: 1, 429: 1 }, inFlight: 0, peakInFlight: 1 });
  });
});

describe('demoTasks', () => {
  it('lists each company and month with a row once: 586', () => {
    const tasks = demoTasks(ROOT);
    expect(tasks).to.have.length(586);
    expect(new Set(tasks.map(task => JSON.stringify(task))).size).to.equal(586);
    expect(tasks[0]).to.deep.equal({ ticker: 'AAPL', month: '2000-03' });
    expect(tasks.at(-1)).to.deep.equal({ ticker: 'MSFT', month: '2013-03' });
  });
});

describe('demoInput', () => {
  it('adds the three unknown tickers: 589 lines of JSON', () => {
    const lines = demoInput(ROOT).trimEnd().split('\n');
    expect(lines).to.have.length(589);
    const tickers = lines.map(line => JSON.parse(line).ticker).filter(ticker => !recorded().has(ticker));
    expect(tickers).to.deep.equal([...UNKNOWN_TICKERS]);
  });
});

function recorded(): RecordedPrices {
  loaded ??= loadPrices(ensureTools(ROOT).prices);
  return loaded;
}

function daysOf(body: ProviderAnswer['body']): readonly string[] {
  return (body as { date: string }[]).map(({ date }) => date.slice(0, 10));
}
