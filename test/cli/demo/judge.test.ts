import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { countResults } from '../../../scripts/cli/demo/count-results.ts';
import { judgeResults } from '../../../scripts/cli/demo/judge.ts';

const good = (task: number, month: string, closes: readonly number[]) => ({
  task,
  ok: true,
  value: {
    ticker: 'IBM',
    month,
    prices: closes.map((close, day) => ({ date: `${month}-0${day + 1}`, close })),
  },
  attempts: 1,
});
const bad = (task: number) => ({
  task,
  ok: false,
  error: { name: 'UnknownTicker', message: 'no ACME' },
  attempts: 1,
});
const whole = [good(0, '2000-03', [1, 2]), good(1, '2000-04', [3]), bad(2)];
const expectation = { tasks: 3, rows: 3, unknown: [2] };

describe('judgeResults', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'cloudpool-demo-'))));
  after(() => rmSync(folder, { recursive: true }));

  const count = (outcomes: readonly object[]) => {
    const file = join(folder, 'results.jsonl');
    writeFileSync(file, outcomes.map(outcome => `${JSON.stringify(outcome)}\n`).join(''));
    return countResults(file);
  };
  const judge = async (outcomes: readonly object[]) => judgeResults(await count(outcomes), expectation);

  it('finds nothing wrong with what was promised: the expected error is part of it', async () => {
    expect(await judge(whole)).to.deep.equal([]);
  });

  it('counts rows and the last close of a month from the file', async () => {
    const { rows, closes } = await count(whole);
    expect(rows).to.equal(3);
    expect(closes.get('IBM')).to.deep.equal(
      new Map([
        ['2000-03', 2],
        ['2000-04', 3],
      ]),
    );
  });

  it('names a task without a result, one with two, and one that nobody sent', async () => {
    expect(await judge([...whole.slice(1)])).to.include('Tasks 0 have no result.');
    expect(await judge([...whole, bad(2)])).to.deep.equal(['Tasks 2 have more than one result.']);
    expect(await judge([...whole, bad(9)])).to.include('Tasks 9 were never sent.');
  });

  it('names an error that was not expected, and an expected one that did not come', async () => {
    expect(await judge([bad(0), ...whole.slice(1)])).to.include('Task 0 failed: UnknownTicker: no ACME');
    expect(await judge([...whole.slice(0, 2), good(2, '2000-05', [])])).to.deep.equal([
      'Tasks 2 ask for unknown tickers and did not fail.',
    ]);
  });

  it('names a missing row', async () => {
    expect(await judge([good(0, '2000-03', [1]), ...whole.slice(1)])).to.deep.equal([
      '2 rows came back, not 3.',
    ]);
  });
});
