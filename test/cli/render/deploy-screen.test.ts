import { expect } from 'chai';
import { deployBoard } from '../../../scripts/cli/render/deploy-board.ts';
import { createLiveScreen } from '../../../scripts/cli/render/live-screen.ts';
import { plainStyle, styleFor } from '../../../scripts/cli/style.ts';
import type { DeployEvent } from '../../../scripts/deploy/events.ts';
import { emptyTimeline, nextTimeline } from '../../../scripts/deploy/report/timeline.ts';
import { createVirtualTerminal } from '../virtual-terminal.ts';
import { manyStacks } from './many-stacks.ts';

/** A board on a terminal without a window, fed by hand, one frame after every few events. */
function watch(columns: number, rows: number, style = plainStyle) {
  const terminal = createVirtualTerminal(columns, rows);
  let timeline = emptyTimeline;
  let now = 0;
  let draw = () => {};
  const screen = createLiveScreen(
    terminal.stream,
    frame => deployBoard('Deploying t', timeline, frame, style),
    {
      now: () => now,
      every: next => {
        draw = next;
        return () => {};
      },
    },
  );
  screen.resume();
  return {
    terminal,
    screen,
    feed: (events: readonly DeployEvent[]) => {
      for (const [index, event] of events.entries()) {
        timeline = nextTimeline(timeline, event);
        if ('at' in event) now = Math.max(now, event.at);
        if (index % 3 === 0) draw();
      }
    },
    tick: (at: number) => {
      now = at;
      draw();
    },
  };
}

describe('the board of thirty stacks', () => {
  it('leaves one frame and nothing else on the terminal, at several sizes', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [60, 20],
      [120, 50],
      [40, 12],
    ] as const) {
      const { terminal, feed, tick } = watch(columns, rows);
      feed(manyStacks.running);
      tick(60_000);
      const lines = await terminal.everything();
      expect(lines[0], `${columns}x${rows}`).to.match(/^Deploying t +1 min 00 s(, about 1 min left)?$/);
      expect(lines.filter(line => line.startsWith('Deploying'))).to.have.lengthOf(1);
      expect(lines).to.have.lengthOf(Math.min(rows - 1, 32));
    }
  });

  it('is the same frame after a resize in the middle as if the terminal had always been so', async () => {
    const { terminal, feed, tick } = watch(100, 30);
    const middle = Math.floor(manyStacks.running.length / 2);
    feed(manyStacks.running.slice(0, middle));
    await terminal.resize(60, 20);
    feed(manyStacks.running.slice(middle));
    await terminal.resize(80, 24);
    tick(60_000);
    const fresh = watch(80, 24);
    fresh.feed(manyStacks.running);
    fresh.tick(60_000);
    // The spinner has turned as often as was drawn.
    const still = (lines: readonly string[]) => lines.map(line => line.replaceAll(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '*'));
    expect(still(await terminal.screen())).to.deep.equal(still(await fresh.terminal.screen()));
  });

  it('says the same without colors as with them', async () => {
    const seen = [];
    for (const env of [{ FORCE_COLOR: '1' }, { NO_COLOR: '1' }]) {
      const { terminal, feed, tick } = watch(80, 24, styleFor(process.stderr, env));
      feed(manyStacks.running);
      tick(60_000);
      seen.push(await terminal.screen());
    }
    expect(seen[0]).to.deep.equal(seen[1]);
    expect(seen[0]?.join('\n'))
      .to.match(/⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏/)
      .and.include(' ·  stack-21');
  });

  it('ends with all of them, however low the terminal is', async () => {
    const { terminal, screen, feed } = watch(80, 12);
    feed(manyStacks.running);
    screen.close();
    const lines = await terminal.everything();
    expect(lines).to.have.lengthOf(32);
    expect(lines.filter(line => line.startsWith('Deploying'))).to.have.lengthOf(1);
    expect(lines.at(-1)).to.include('stack-30');
  });

  it('keeps notes above the board, in their order, each once', async () => {
    const { terminal, screen, feed, tick } = watch(80, 24);
    feed(manyStacks.running.slice(0, 40));
    for (const note of ['note: first', 'note: second']) {
      screen.persist([note]);
      tick(41_000);
    }
    const lines = await terminal.everything();
    expect(lines.slice(0, 3).map(line => line.slice(0, 12))).to.deep.equal([
      'note: first',
      'note: second',
      'Deploying t ',
    ]);
  });
});
