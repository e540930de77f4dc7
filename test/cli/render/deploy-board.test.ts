import { expect } from 'chai';
import stringWidth from 'string-width';
import { deployBoard } from '../../../scripts/cli/render/deploy-board.ts';
import { nextDeployProgress, noDeployProgress } from '../../../scripts/cli/render/deploy-progress.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { DeployEvent } from '../../../scripts/deploy/events.ts';
import { ending, halfway } from './deploy-events.ts';

const board = (events: readonly DeployEvent[], { columns = 80, rows = 24 } = {}) => {
  const progress = events.reduce(nextDeployProgress, noDeployProgress);
  return deployBoard(
    'Deploying cloudpool-local',
    progress,
    { now: 3_500, columns, rows, tick: 0 },
    plainStyle,
  );
};

describe('deployBoard', () => {
  it('shows what is done, what goes on and what waits for what', () => {
    expect(board(halfway)).to.deep.equal([
      'Deploying cloudpool-local                                    2/4 stacks · 2.5 s',
      ' ✓  storage  created    2.0 s',
      ' ⠋  iam      creating   2.4 s  WorkerBoundary CREATE_IN_PROGRESS',
      ' ·  prices   waiting           after iam',
      ' =  network  unchanged',
    ]);
  });

  it('shows what failed and what was skipped because of it', () => {
    expect(board([...halfway, ...ending]).slice(1)).to.deep.equal([
      ' ✓  storage  created    2.0 s',
      ' ✗  iam      failed     3.4 s',
      ' -  prices   skipped           because of iam',
      ' =  network  unchanged',
    ]);
  });

  it('is never wider than the terminal', () => {
    for (const columns of [20, 40, 60, 80, 200]) {
      const widths = board(halfway, { columns }).map(line => stringWidth(line));
      expect(Math.max(...widths), `${columns} columns`).to.be.below(columns);
    }
  });

  it('leaves out ended stacks first where the terminal is too low', () => {
    const lines = board(halfway, { rows: 7 });
    expect(lines).to.have.length(5);
    expect(lines.join('\n')).to.include('iam').and.include('… and 1 more').and.not.include('network');
  });

  it('draws nothing before the apply starts', () => {
    expect(board(halfway.slice(0, 1))).to.deep.equal([]);
  });
});
