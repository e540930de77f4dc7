import { expect } from 'chai';
import { createLiveScreen, type Frame } from '../../../scripts/cli/render/live-screen.ts';
import { createVirtualTerminal } from '../virtual-terminal.ts';

/** A screen whose next frame is drawn by hand. */
function open(columns: number, rows: number, view: (frame: Frame) => readonly string[]) {
  const terminal = createVirtualTerminal(columns, rows);
  let draw: (() => void) | undefined;
  const every = (next: () => void) => {
    draw = next;
    return () => {
      draw = undefined;
    };
  };
  const screen = createLiveScreen(terminal.stream, view, { now: () => 0, every });
  return { terminal, screen, draw: () => draw?.() };
}

const board = ({ columns, tick }: Frame) => [
  `Deploying${' '.repeat(Math.max(1, columns - 13))}f${tick}`,
  'one',
  'two',
];

describe('createLiveScreen', () => {
  it('draws each frame over the one before', async () => {
    const { terminal, screen, draw } = open(30, 10, board);
    screen.resume();
    draw();
    draw();
    expect(await terminal.everything()).to.deep.equal(['Deploying                 f1', 'one', 'two']);
  });

  it('keeps a text that is higher than the terminal whole, above the board', async () => {
    const { terminal, screen, draw } = open(30, 8, board);
    const plan = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    screen.persist(plan);
    screen.resume();
    draw();
    screen.persist(['note: something']);
    draw();
    const words = (await terminal.everything()).map(line => line.replace(/ .*/, ''));
    expect(words).to.deep.equal([...plan.map(() => 'line'), 'note:', 'Deploying', 'one', 'two']);
  });

  it('leaves nothing of the last frame when the terminal gets narrower or wider in between', async () => {
    const { terminal, screen, draw } = open(60, 12, board);
    screen.persist(['above']);
    screen.resume();
    draw();
    for (const columns of [25, 90, 13, 40]) {
      await terminal.resize(columns, 12);
      draw();
      const lines = await terminal.everything();
      expect(lines[0], `${columns} columns`).to.equal('above');
      expect(
        lines.slice(1).map(line => line.split(' ')[0]),
        `${columns} columns`,
      ).to.deep.equal(['Deploying', 'one', 'two']);
    }
  });

  it('fills the terminal to its last row without leaving frames in a scrollback', async () => {
    const { terminal, screen, draw } = open(30, 4, board);
    screen.resume();
    for (let frames = 0; frames < 5; frames += 1) draw();
    expect(await terminal.everything()).to.deep.equal(['Deploying                 f4', 'one', 'two']);
    screen.pause();
    expect(await terminal.everything()).to.deep.equal([]);
    expect(await terminal.homeErasures()).to.equal(0);
  });

  it('takes the board away for a question, and brings it back below the answer', async () => {
    const { terminal, screen, draw } = open(30, 10, board);
    screen.resume();
    draw();
    expect(await terminal.cursorShown()).to.equal(false);
    screen.pause();
    expect(await terminal.everything()).to.deep.equal([]);
    expect(await terminal.cursorShown()).to.equal(true);
    terminal.stream.write('Apply? y\n');
    screen.resume();
    draw();
    expect((await terminal.everything()).map(line => line.slice(0, 8))).to.deep.equal([
      'Apply? y',
      'Deployin',
      'one',
      'two',
    ]);
  });

  it('leaves the last frame standing, and the cursor below it', async () => {
    const { terminal, screen, draw } = open(30, 10, board);
    screen.resume();
    draw();
    screen.close();
    terminal.stream.write('Took 3 s.\n');
    expect((await terminal.everything()).map(line => line.split(' ')[0])).to.deep.equal([
      'Deploying',
      'one',
      'two',
      'Took',
    ]);
    expect(await terminal.cursorShown()).to.equal(true);
  });
});
