import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { listenForInterrupt } from '../../scripts/cli/interrupt.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('listenForInterrupt', () => {
  it('aborts at the first Ctrl-C and says how to leave at once', () => {
    const source = new FakeProcess();
    const said: string[] = [];
    const { signal } = listenForInterrupt(source, line => said.push(line));
    expect(signal.aborted).to.equal(false);
    source.emit('SIGINT');
    expect(signal.aborted).to.equal(true);
    expect(said).to.have.length(1);
    expect(source.exits).to.deep.equal([]);
  });

  it('leaves with 130 at the second', () => {
    const source = new FakeProcess();
    listenForInterrupt(source, () => {});
    source.emit('SIGINT');
    source.emit('SIGINT');
    expect(source.exits).to.deep.equal([130]);
  });

  it('tells of the second where a command wants to hear of it, and leaves at the third', () => {
    const source = new FakeProcess();
    const second = listenForInterrupt(source, () => {}).second();
    source.emit('SIGINT');
    expect(second.aborted).to.equal(false);
    source.emit('SIGINT');
    expect(second.aborted).to.equal(true);
    expect(source.exits).to.deep.equal([]);
    source.emit('SIGINT');
    expect(source.exits).to.deep.equal([130]);
  });

  it('listens no more once it is disposed of', () => {
    const source = new FakeProcess();
    listenForInterrupt(source, () => {}).dispose();
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).to.equal(0);
  });
});
