import { Writable } from 'node:stream';
import xterm from '@xterm/headless';
import type { OutputStream } from '../../scripts/cli/terminal.ts';

/** A terminal that nobody looks at: a stream to write to, and what would be seen. */
export interface VirtualTerminal {
  readonly stream: OutputStream;
  /** As a window does it: the text folds at once, and the program hears of it. */
  resize(columns: number, rows: number): Promise<void>;
  /** The lines on the screen, without the empty ones at its end. */
  screen(): Promise<readonly string[]>;
  /** Everything that was ever written and stayed, from the top of the scrollback. */
  everything(): Promise<readonly string[]>;
  cursorShown(): Promise<boolean>;
  /** How often the screen was erased from its top left corner on. */
  homeErasures(): Promise<number>;
}

export function createVirtualTerminal(columns: number, rows: number): VirtualTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1_000, allowProposedApi: true });
  let hidden = false;
  // As tmux has it: what is erased from the top left corner on goes into the scrollback.
  terminal.parser.registerCsiHandler({ final: 'J' }, () => {
    const { cursorX, cursorY } = terminal.buffer.active;
    if (cursorX === 0 && cursorY === 0) homeErasures += 1;
    return false;
  });
  let homeErasures = 0;
  const size = { isTTY: true, columns, rows };
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const text = chunk.toString();
      const [hides, shows] = [text.lastIndexOf('[?25l'), text.lastIndexOf('[?25h')];
      if (hides !== shows) hidden = hides > shows;
      terminal.write(text.replaceAll('\n', '\r\n'), done);
    },
  });
  const settled = () => new Promise<void>(resolve => stream.write('', () => terminal.write('', resolve)));
  const lines = (from: number, to: number) => {
    const { active } = terminal.buffer;
    const all = Array.from({ length: to - from }, (_, index) =>
      (active.getLine(from + index)?.translateToString(true) ?? '').trimEnd(),
    );
    while (all.at(-1) === '') all.pop();
    return all;
  };
  return {
    stream: Object.assign(stream, size),
    resize: async (columns, rows) => {
      await settled();
      terminal.resize(columns, rows);
      Object.assign(stream, { columns, rows });
    },
    screen: async () => {
      await settled();
      const { baseY, length } = terminal.buffer.active;
      return lines(baseY, length);
    },
    everything: async () => {
      await settled();
      return lines(0, terminal.buffer.active.length);
    },
    homeErasures: async () => {
      await settled();
      return homeErasures;
    },
    cursorShown: async () => {
      await settled();
      return !hidden;
    },
  };
}
