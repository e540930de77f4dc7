import { expect } from 'chai';
import { handler } from '../../../functions/prices/index.ts';
import type { Settings } from '../../../functions/runtime/index.ts';
import { taskContext } from '../task-context.ts';
import { providerStub } from './provider-stub.ts';

const row = {
  date: '2000-03-01T00:00:00.000Z',
  close: 130.31,
  high: 132.06,
  low: 118.5,
  open: 118.56,
  volume: 9_616_100,
  adjClose: 4.18,
  divCash: 0,
  splitFactor: 1,
};

describe('prices', () => {
  it('answers ticker, month and the prices of each day', async () => {
    await using provider = await providerStub({ status: 200, body: [row] });
    expect(
      await run({ ticker: 'AAPL', month: '2000-03' }, { baseUrl: `${provider.baseUrl}/` }),
    ).to.deep.equal({
      ticker: 'AAPL',
      month: '2000-03',
      prices: [
        { date: '2000-03-01', open: 118.56, high: 132.06, low: 118.5, close: 130.31, volume: 9_616_100 },
      ],
    });
  });

  it('answers no prices for a month without trading', async () => {
    await using provider = await providerStub({ status: 200, body: [] });
    const answer = await run({ ticker: 'FB', month: '2000-03' }, { baseUrl: provider.baseUrl });
    expect(answer).to.have.property('prices').that.deep.equals([]);
  });

  it('refuses a row that lacks a price', async () => {
    const { open: _, ...rest } = row;
    await using provider = await providerStub({ status: 200, body: [rest] });
    const error = await failure({ ticker: 'AAPL', month: '2000-03' }, { baseUrl: provider.baseUrl });
    expect(error.message).to.include('has no open');
  });

  const bad: readonly [input: unknown, says: string][] = [
    [null, '"ticker" must be a ticker such as "AAPL", got nothing'],
    ['AAPL', '"ticker" must be'],
    [{ ticker: '../x', month: '2000-03' }, 'got "../x"'],
    [{ ticker: 'AAPL' }, '"month" must be a month such as "2000-03", got nothing'],
    [{ ticker: 'AAPL', month: '2000-13' }, 'got "2000-13"'],
    [{ ticker: 'AAPL', month: 200003 }, 'got 200003'],
  ];
  for (const [input, says] of bad) {
    it(`refuses the input ${JSON.stringify(input)} for good`, async () => {
      const error = await failure(input, {});
      expect(error).to.include({ name: 'BadInput', retry: false });
      expect(error.message).to.include(says);
    });
  }

  it('refuses settings that make no sense', async () => {
    const input = { ticker: 'AAPL', month: '2000-03' };
    for (const baseUrl of ['tiingo', 'ftp://127.0.0.1']) {
      expect((await failure(input, { baseUrl })).message).to.include('"baseUrl" must be an http address');
    }
    expect((await failure(input, { token: 7 })).message).to.include('"token" must be a text');
  });
});

async function run(input: unknown, settings: Settings): Promise<unknown> {
  return handler.run(input, taskContext({ settings }));
}

async function failure(input: unknown, settings: Settings): Promise<Error> {
  return run(input, settings).then(
    () => expect.fail('it did not fail'),
    (error: Error) => error,
  );
}
