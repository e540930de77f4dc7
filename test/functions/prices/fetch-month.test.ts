import { expect } from 'chai';
import { fetchMonth, type Patience } from '../../../functions/prices/fetch-month.ts';
import { providerStub, type StubAnswer } from './provider-stub.ts';

const query = { ticker: 'AAPL', month: '2000-02' };
const row = { date: '2000-02-01T00:00:00.000Z', open: 1, high: 2, low: 0.5, close: 1.5, volume: 7 };
const good = { status: 200, body: [row] };

describe('fetchMonth', () => {
  it('asks in the way of Tiingo for the whole month', async () => {
    const { rows, requests } = await ask([good], { token: 'secret' });
    expect(rows).to.deep.equal([row]);
    expect(requests.map(({ url }) => url)).to.deep.equal([
      '/tiingo/daily/AAPL/prices?startDate=2000-02-01&endDate=2000-02-29&format=json',
    ]);
    expect(requests[0]?.headers.authorization).to.equal('Token secret');
  });

  it('sends no token when it has none', async () => {
    const { requests } = await ask([good]);
    expect(requests[0]?.headers).not.to.have.property('authorization');
  });

  for (const status of [429, 500, 503]) {
    it(`asks again after ${status}, and waits as long as Retry-After says`, async () => {
      const { rows, waits } = await ask([{ status, retryAfter: '7' }, { status, retryAfter: '2' }, good]);
      expect(rows).to.deep.equal([row]);
      expect(waits).to.deep.equal([7_000, 2_000]);
    });
  }

  it('waits longer and longer where Retry-After is missing', async () => {
    const { waits } = await ask([{ status: 502 }, { status: 502 }, { status: 502 }, good]);
    expect(waits[0]).to.be.within(125, 250);
    expect(waits[1]).to.be.within(250, 500);
    expect(waits[2]).to.be.within(500, 1_000);
  });

  it('asks again when the connection breaks', async () => {
    const { rows, waits } = await ask(['hang up', good]);
    expect(rows).to.deep.equal([row]);
    expect(waits).to.have.length(1);
  });

  it('says why at once when the wait would outlast the task', async () => {
    const { error, waits } = await fail([{ status: 429, body: 'slow down', retryAfter: '3600' }]);
    expect(error).to.include({ name: 'Unavailable', message: 'the provider answered 429: slow down' });
    expect(error).not.to.have.property('retry');
    expect(waits).to.deep.equal([]);
  });

  it('names a ticker that nobody knows, and does not ask again', async () => {
    const { error, requests } = await fail([{ status: 404 }, good]);
    expect(error).to.include({ name: 'UnknownTicker', retry: false });
    expect(error.message).to.include('AAPL');
    expect(requests).to.have.length(1);
  });

  it('does not repeat a request that is refused', async () => {
    const { error, requests } = await fail([{ status: 401, body: 'Invalid token.' }, good]);
    expect(error).to.include({ name: 'ProviderRefused', retry: false });
    expect(error.message).to.include('401: Invalid token.');
    expect(requests).to.have.length(1);
  });

  it('refuses an answer that is no list', async () => {
    const { error } = await fail([{ status: 200, body: { detail: 'maintenance' } }]);
    expect(error.message).to.include('no list of rows: {"detail":"maintenance"}');
  });

  it('refuses an answer that is no JSON', async () => {
    const { error } = await fail([{ status: 200, body: '<html>' }]);
    expect(error.message).to.include('no JSON: <html>');
  });

  it('leaves a silent provider when the signal aborts', async () => {
    const { error } = await fail(['no answer'], { signal: AbortSignal.timeout(50) });
    expect(error.name).to.equal('TimeoutError');
  });

  it('leaves a wait when the signal aborts', async () => {
    await using provider = await providerStub({ status: 429, retryAfter: '20' });
    const patience = { signal: AbortSignal.timeout(100), remainingMs: () => 30_000 };
    const { baseUrl } = provider;
    const error = await rejection(fetchMonth(query, { baseUrl, token: undefined }, patience));
    expect(error.name).to.equal('AbortError');
    expect(provider.requests).to.have.length(1);
  });
});

interface AskOptions {
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/** Asks a provider that answers so; notes the waits instead of waiting. */
async function ask(answers: readonly StubAnswer[], options: AskOptions = {}) {
  await using provider = await providerStub(...answers);
  const { patience, waits } = notingPatience(options.signal);
  const settings = { baseUrl: provider.baseUrl, token: options.token };
  const rows = await fetchMonth(query, settings, patience);
  return { rows, waits, requests: provider.requests };
}

async function fail(answers: readonly StubAnswer[], options: AskOptions = {}) {
  await using provider = await providerStub(...answers);
  const { patience, waits } = notingPatience(options.signal);
  const settings = { baseUrl: provider.baseUrl, token: options.token };
  const error = await rejection(fetchMonth(query, settings, patience));
  return { error, waits, requests: provider.requests };
}

function notingPatience(signal = new AbortController().signal): { patience: Patience; waits: number[] } {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  return { waits, patience: { signal, remainingMs: () => 30_000, sleep } };
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(Error);
  return error as Error;
}
