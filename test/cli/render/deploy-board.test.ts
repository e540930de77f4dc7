import { expect } from 'chai';
import stringWidth from 'string-width';
import { deployBoard } from '../../../scripts/cli/render/deploy-board.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { DeployEvent } from '../../../scripts/deploy/events.ts';
import { emptyTimeline, nextTimeline } from '../../../scripts/deploy/report/timeline.ts';
import { ending, halfway } from './deploy-events.ts';
import { manyStacks } from './many-stacks.ts';

const board = (events: readonly DeployEvent[], { columns = 80, rows = 24, now = 3_500 } = {}) =>
  deployBoard(
    'Deploying cloudpool-local',
    events.reduce(nextTimeline, emptyTimeline),
    { now, columns, rows, tick: 0 },
    plainStyle,
  );

describe('deployBoard', () => {
  it('shows what is done, what goes on for how long, and what waits for what', () => {
    expect(board(halfway)).to.deep.equal([
      'Deploying cloudpool-local                                 2 s, about 1 min left',
      ' █████████████▍░░░░░░░░░░░░░░░░░░░░░░░░░░  1 of 3 stacks · 1 of 3 resources',
      ' ✓  storage  created    1/1         2.0 s',
      ' ⠋  iam      creating   0/1  2 s of ~40 s  WorkerBoundary 2 s',
      ' ·  prices   waiting    0/1          20 s  after iam',
      ' =  network  unchanged',
    ]);
  });

  it('shows what failed and what was skipped because of it', () => {
    expect(board([...halfway, ...ending]).slice(2)).to.deep.equal([
      ' ✓  storage  created    1/1  2.0 s',
      ' ✗  iam      failed     0/1  3.4 s  WorkerBoundary failed',
      ' -  prices   skipped                because of iam',
      ' =  network  unchanged',
    ]);
  });

  it('says what goes on when nobody looks any more, and what never began', () => {
    const end = { type: 'stack-ended', at: 4_000, end: 'cancelled', outputs: {} } as const;
    const events: readonly DeployEvent[] = [
      { ...end, key: 'iam', stackName: 'cloudpool-local-iam', seconds: 3, goesOn: true },
      { ...end, key: 'prices', stackName: 'cloudpool-local-prices', seconds: 0 },
    ];
    const words = board([...halfway, ...events]).map(line =>
      line
        .trim()
        .split(/\s{2,}/)
        .slice(1, 3),
    );
    expect(words).to.deep.include(['iam', 'goes on']).and.deep.include(['prices', 'cancelled']);
  });

  it('says at once that a stack is failing, and not only when the rollback is over', () => {
    expect(board([...halfway, ...ending.slice(0, 1)])[3]).to.equal(
      ' ✗  iam      failing    0/1  2 s of ~40 s  WorkerBoundary failed, rolling back',
    );
  });

  it('names a stack that takes three times as long as the last time', () => {
    const events = manyStacks.slow;
    expect(board(events, { now: 30_000 })[2]).to.match(/^ ⠋ {2}one {2}updating /);
    expect(board(events, { now: 61_000 })[2]).to.equal(' !  one  slow  1/2  1 min 01 s of 20 s  Second 41 s');
  });

  it('drops what is expected where the terminal is narrow', () => {
    expect(board(halfway, { columns: 60 })).to.deep.equal([
      'Deploying cloudpool-local             2 s, about 1 min left',
      ' ████████░░░░░░░░░░░░░░░░  1 of 3 stacks · 1 of 3 resources',
      ' ✓  storage  created    1/1  2.0 s',
      ' ⠋  iam      creating   0/1    2 s  WorkerBoundary 2 s',
      ' ·  prices   waiting    0/1   20 s  after iam',
      ' =  network  unchanged',
    ]);
  });

  it('is never wider or higher than the terminal, whatever the names', () => {
    for (const columns of [20, 40, 60, 80, 200]) {
      for (const rows of [3, 6, 10, 24]) {
        for (const events of [halfway, [...halfway, ...ending], manyStacks.running]) {
          const lines = board(events, { columns, rows, now: 60_000 });
          const widths = lines.map(line => stringWidth(line));
          expect(Math.max(...widths), `${columns} columns`).to.be.below(columns);
          expect(lines.length, `${rows} rows`).to.be.below(rows);
        }
      }
    }
  });

  it('folds what ended before what waits, and says how much of each', () => {
    const rows = manyStacks.keys
      .slice(10, 20)
      .map(key => (key.startsWith('payments') ? 'payments-with-a-nam…' : key))
      .map(key => ` ⠋  ${key.padEnd(20)}  creating  1/3  20 s of ~40 s  Second 10 s`);
    expect(board(manyStacks.running, { rows: 14, now: 60_000 })).to.deep.equal([
      'Deploying cloudpool-local                          1 min 00 s, about 1 min left',
      ' █████████████████▊░░░░░░░░░░░░░░░░░░░░░░  10 of 30 stacks · 40 of 90 resources',
      ...rows,
      '   … 20 more: 10 waiting, 10 done',
    ]);
    expect(board(manyStacks.running, { rows: 24, now: 60_000 }).at(-1)).to.equal('   … 10 more: 10 done');
    expect(board(manyStacks.running, { rows: 9, now: 60_000 }).at(-1)).to.equal(
      '   … 25 more: 5 at work, 10 waiting, 10 done',
    );
  });

  it('says done when all is', () => {
    const all = board([...halfway, ...ending]);
    expect(all[1]).to.equal(' ████████████████████████████████████████  3 of 3 stacks · 1 of 3 resources');
  });

  it('draws nothing before the apply starts', () => {
    expect(board(halfway.slice(0, 1))).to.deep.equal([]);
  });
});
