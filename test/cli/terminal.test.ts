import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { renderTable } from '../../scripts/cli/table.ts';
import { canAsk, canRedraw, tableWidthOf, wantsColor } from '../../scripts/cli/terminal.ts';
import { fakeContext } from './support.ts';

describe('wantsColor', () => {
  const { terminal } = fakeContext({ tty: true }).context;
  const wants = (env: NodeJS.ProcessEnv, stream = terminal.stderr) => wantsColor(stream, env);

  it('colors terminals only', () => {
    expect(wants({})).to.equal(true);
    expect(wants({}, terminal.stdout)).to.equal(false);
    expect(wants({ TERM: 'dumb' })).to.equal(false);
  });

  it('honours NO_COLOR, and FORCE_COLOR before it', () => {
    expect(wants({ NO_COLOR: '1' })).to.equal(false);
    expect(wants({ NO_COLOR: '' })).to.equal(true);
    expect(wants({ NO_COLOR: '1', FORCE_COLOR: '1' }, terminal.stdout)).to.equal(true);
    expect(wants({ FORCE_COLOR: '0' })).to.equal(false);
  });
});

describe('canRedraw', () => {
  it('draws no board on a dumb terminal, in a build, or into a pipe', () => {
    expect(canRedraw(fakeContext({ tty: true }).context.terminal)).to.equal(true);
    expect(canRedraw(fakeContext({ tty: true, env: { TERM: 'dumb' } }).context.terminal)).to.equal(false);
    expect(canRedraw(fakeContext({ tty: true, env: { CI: 'true' } }).context.terminal)).to.equal(false);
    expect(canRedraw(fakeContext().context.terminal)).to.equal(false);
  });
});

describe('canAsk', () => {
  it('asks only where someone can answer', () => {
    expect(canAsk(fakeContext({ tty: true }).context.terminal)).to.equal(true);
    expect(canAsk(fakeContext().context.terminal)).to.equal(false);
  });
});

describe('tableWidthOf', () => {
  const rows = [[{ text: 'run' }, { text: 'x'.repeat(200) }]];

  it('cuts no word of a table that goes into a pipe', () => {
    expect(renderTable(rows, tableWidthOf(new PassThrough()))[0]).to.have.lengthOf(205);
  });

  it('keeps a table within the terminal', () => {
    const { stdout } = fakeContext({ columns: 60 }).context.terminal;
    expect(renderTable(rows, tableWidthOf(stdout))[0]).to.have.lengthOf(60);
  });
});
