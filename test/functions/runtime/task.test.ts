import { expect } from 'chai';
import { PermanentError, type TaskOptions, task } from '../../../functions/runtime/index.ts';

const work = (text: string) => text.length;

describe('task', () => {
  it('has defaults for everything', () => {
    expect(task(work).description).to.deep.equal({
      kind: 'io',
      concurrency: 10,
      timeoutSeconds: 30,
      tries: 3,
    });
    expect(task(work, { tries: undefined }).description.tries).to.equal(3);
  });

  it('takes what it is told', () => {
    const options = { kind: 'cpu', concurrency: 2, timeout: 0.5, tries: 1 } as const;
    expect(task(work, options).description).to.deep.equal({
      kind: 'cpu',
      concurrency: 2,
      timeoutSeconds: 0.5,
      tries: 1,
    });
  });

  it('keeps the function for tests', () => {
    expect(task(work).run).to.equal(work);
  });

  const bad: readonly [options: unknown, says: string][] = [
    [{ kind: 'gpu' }, `kind must be 'io' or 'cpu', got "gpu"`],
    [{ concurrency: 0 }, 'concurrency must be a whole number from 1 to 1,000, got 0'],
    [{ concurrency: 1.5 }, 'got 1.5'],
    [{ timeout: '30' }, 'timeout must be a number of seconds above 0, up to 39,600, got "30"'],
    [{ timeout: Number.NaN }, 'got NaN'],
    [{ tries: 101 }, 'tries must be a whole number from 1 to 100, got 101'],
    [{ timeouts: 3 }, 'there is no option timeouts, only kind, concurrency, timeout, tries'],
    [null, 'the options must be an object, got null'],
  ];
  for (const [options, says] of bad) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => task(work, options as TaskOptions)).to.throw(TypeError, says);
    });
  }

  it('names everything that is wrong at once', () => {
    const all = () => task('work' as never, { tries: 0, concurrency: -1 });
    expect(all).to.throw('expected a function, got "work"; tries must be');
    expect(all).to.throw('; concurrency must be');
  });
});

describe('PermanentError', () => {
  class UnknownTicker extends PermanentError {
    override readonly name = 'UnknownTicker';
  }

  it('says that no other try helps, also by another name', () => {
    const cause = new Error('404');
    const error = new UnknownTicker('no such ticker', { cause });
    expect(error).to.be.instanceOf(PermanentError).and.instanceOf(Error);
    expect(error).to.include({ name: 'UnknownTicker', message: 'no such ticker', retry: false, cause });
  });
});
