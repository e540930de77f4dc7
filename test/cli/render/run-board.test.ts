import { expect } from 'chai';
import stringWidth from 'string-width';
import { runBoard } from '../../../scripts/cli/render/run-board.ts';
import { nextRunPicture, noRunPicture } from '../../../scripts/cli/render/run-progress.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { RunEvent, RunProgress } from '../../../scripts/pool/events.ts';

const run = '20261121T195600-k3f9';
const progress = (done: number, failed = 0): RunProgress => ({
  tasks: 589,
  done,
  failed,
  chunks: 37,
  chunksDone: Math.floor(done / 16),
});
const events: readonly RunEvent[] = [
  { type: 'preflight', at: 0, pool: 'prices', protocol: 1, code: 'abc', concurrency: 10 },
  { type: 'input', at: 10, tasks: 589, bytes: 20_000 },
  { type: 'run-created', at: 20, run, pool: 'prices', tasks: 589, chunks: 37, until: 259_200_000 },
  { type: 'sent', at: 30, chunks: 37, of: 37 },
  { type: 'safe-to-leave', at: 40, run },
  { type: 'progress', at: 1_000, progress: progress(0) },
  {
    type: 'outcome',
    at: 3_000,
    outcome: {
      task: 586,
      ok: false,
      error: { name: 'UnknownTicker', message: 'no such ticker: ACME' },
      attempts: 1,
    },
  },
  { type: 'progress', at: 3_000, progress: progress(160, 1) },
];

const board = (seen: readonly RunEvent[], columns = 80) =>
  runBoard(seen.reduce(nextRunPicture, noRunPicture), { now: 3_000, columns, rows: 24, tick: 0 }, plainStyle);

describe('runBoard', () => {
  it('shows the bar, the rate, the rest and the failures', () => {
    expect(board(events)).to.deep.equal([
      'Running prices  20261121T195600-k3f9                                      3.0 s',
      ' ██████████████▍░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   27 %  160 of 589 tasks',
      ' 10 of 37 chunks · 80 tasks/s · 1 failed · about 5.0 s left',
      ' ✗ task 586: UnknownTicker: no such ticker: ACME',
    ]);
  });

  it('says what it does before the first task is done', () => {
    expect(board(events.slice(0, 2))[2]).to.include('reading the input');
    expect(board(events.slice(0, 4))[2]).to.include('sent 37 of 37 chunks');
  });

  it('counts the containers while the run goes on', () => {
    const seen: readonly RunEvent[] = [...events, { type: 'containers', at: 3_000, up: 4, working: 3 }];
    expect(board(seen)[2]).to.equal(
      ' 10 of 37 chunks · 3 of 4 containers work · 80 tasks/s · 1 failed · about 5.0 …',
    );
    const left: RunEvent = { type: 'detached', at: 3_000, run };
    expect(board([...seen, left])[2]).not.to.include('containers');
  });

  it('is never wider than the terminal', () => {
    for (const columns of [40, 60, 80, 200]) {
      const widths = board(events, columns).map(line => stringWidth(line));
      expect(Math.max(...widths), `${columns} columns`).to.be.below(columns);
    }
  });

  it('keeps the youngest failures only', () => {
    const failures = Array.from(
      { length: 50 },
      (_, task): RunEvent => ({
        type: 'outcome',
        at: 3_000,
        outcome: { task, ok: false, error: { name: 'E', message: 'm' }, attempts: 1 },
      }),
    );
    const lines = board([...events, ...failures]);
    expect(lines.slice(3)).to.deep.equal([47, 48, 49].map(task => ` ✗ task ${task}: E: m`));
  });

  it('ends with the mean rate of the whole run', () => {
    const end: RunEvent = { type: 'run-ended', at: 10_000, run, progress: progress(589, 3), wallSeconds: 10 };
    expect(board([...events, end])[2]).to.equal(' 36 of 37 chunks · 59 tasks/s · 3 failed · done');
  });
});
