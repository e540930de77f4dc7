import { expect } from 'chai';
import { failureOf, mayRetry } from '../../../../functions/runtime/threads/task-failure.ts';

const trap = new Proxy(
  {},
  {
    get() {
      throw new Error('trap');
    },
  },
);

describe('failureOf', () => {
  it('takes a thrown text as it is', () => {
    expect(failureOf('no more paper')).to.deep.equal({ name: 'Error', message: 'no more paper' });
  });

  it('names the class of an error that sets no name, and its causes', () => {
    class NoPaper extends Error {}
    const failure = failureOf(new NoPaper('empty', { cause: new TypeError('tray 2') }));
    expect(failure).to.include({ name: 'NoPaper', message: 'empty' });
    expect(failure.stack).to.include('Caused by: TypeError: tray 2');
  });

  it('describes an error that is its own cause', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(failureOf(error).message).to.equal('round and round');
  });

  it('keeps the start of a huge message, once in the message and once in the stack', () => {
    const { name, message, stack = '' } = failureOf(new RangeError('x'.repeat(5_000_000)));
    expect(name).to.equal('RangeError');
    expect(message).to.equal(`${'x'.repeat(4_000)}…`);
    expect(stack).to.include('task-failure.test.ts').and.have.length.below(9_000);
  });

  const hostile: readonly (readonly [string, unknown])[] = [
    ['a proxy that throws', trap],
    ['a proxy whose prototype throws', new Proxy(new Error('x'), { getPrototypeOf: () => trap as never })],
    ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: () => trap })],
    ['nothing', undefined],
    ['null', null],
  ];
  for (const [what, thrown] of hostile) {
    it(`describes ${what}`, () => {
      expect(failureOf(thrown).name).to.be.a('string').and.not.empty;
      expect(failureOf(thrown).message).to.be.a('string');
      expect(mayRetry(thrown)).to.equal(true);
    });
  }
});
