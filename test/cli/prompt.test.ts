import { expect } from 'chai';
import { confirm, confirmTyped } from '../../scripts/cli/prompt.ts';
import { fakeContext } from './support.ts';

describe('confirm', () => {
  const answer = async (typed: string | undefined) => {
    const { context, stdin, stderr } = fakeContext({ tty: true });
    const answered = confirm('Apply?', context.terminal, context.signal);
    if (typed === undefined) stdin.end();
    else stdin.write(typed);
    return { yes: await answered, shown: stderr() };
  };

  it('takes y and yes, and nothing else, for a yes', async () => {
    for (const typed of ['y\n', 'Yes\n', ' YES \n']) expect((await answer(typed)).yes, typed).to.equal(true);
    for (const typed of ['\n', 'n\n', 'yep\n', 'no\n'])
      expect((await answer(typed)).yes, typed).to.equal(false);
  });

  it('asks on standard error', async () => {
    expect((await answer('n\n')).shown).to.equal('Apply? [y/N] ');
  });

  it('takes the end of the input for a no', async () => {
    expect((await answer(undefined)).yes).to.equal(false);
  });

  it('ends with a no at Ctrl-C', async () => {
    const { context, abort } = fakeContext({ tty: true });
    const answered = confirm('Apply?', context.terminal, context.signal);
    abort();
    expect(await answered).to.equal(false);
  });
});

describe('confirmTyped', () => {
  it('wants the whole word', async () => {
    for (const [typed, expected] of [
      ['cloudpool-dev\n', true],
      ['yes\n', false],
      ['cloudpool\n', false],
    ] as const) {
      const { context, stdin } = fakeContext({ tty: true });
      const answered = confirmTyped('Purge?', 'cloudpool-dev', context.terminal, context.signal);
      stdin.write(typed);
      expect(await answered, typed).to.equal(expected);
    }
  });
});
