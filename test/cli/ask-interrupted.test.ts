import { expect } from 'chai';
import { interruptDesk } from '../../scripts/cli/ask-interrupted.ts';
import type { ActiveStack } from '../../scripts/deploy/apply/interruption.ts';
import { fakeContext, settle } from './support.ts';

const board: string[] = [];
const renderer = { pause: () => board.push('pause'), resume: () => board.push('resume') };
const updating: ActiveStack = { key: 'pool', operation: 'update' };
const creating: ActiveStack = { key: 'web', operation: 'create' };
const deleting: ActiveStack = { key: 'old', operation: 'delete' };

describe('interruptDesk', () => {
  beforeEach(() => {
    board.length = 0;
  });

  async function answer(active: readonly ActiveStack[], ...lines: readonly string[]) {
    const { context, stdin, stderr } = fakeContext({ tty: true });
    const second = new AbortController();
    const desk = interruptDesk({ ...context, secondInterrupt: () => second.signal }, renderer);
    const asked = desk?.ask(active, new AbortController().signal);
    for (const line of lines) {
      await settle();
      if (line === '^C') second.abort();
      else stdin.write(`${line}\n`);
      await settle();
    }
    return { answer: await asked, said: stderr() };
  }

  it('names what goes on, and takes the board away meanwhile', async () => {
    const { said } = await answer([updating, creating], 'd');
    expect(said).to.contain('updating pool').and.to.contain('creating web');
    expect(board).to.deep.equal(['pause', 'resume']);
  });

  it('cancels updates', async () => {
    expect((await answer([updating], 'c')).answer).to.equal('cancel');
  });

  it('deletes creations only after a question of their own', async () => {
    expect((await answer([creating], 'cancel', 'y')).answer).to.equal('cancel-and-delete');
    expect((await answer([creating], 'cancel', '')).answer).to.equal('cancel');
  });

  it('offers to follow a deletion, which cannot be cancelled', async () => {
    const { said, answer: given } = await answer([deleting], 'f');
    expect(said).to.contain('CloudFormation is deleting old.').and.to.contain('cannot be cancelled');
    expect(given).to.equal('cancel');
    expect((await answer([deleting], 'c')).answer).to.equal('detach');
    expect((await answer([deleting, updating], 'c')).answer).to.equal('cancel');
  });

  it('detaches for any other answer, and at the second Ctrl-C', async () => {
    expect((await answer([updating], '')).answer).to.equal('detach');
    expect((await answer([updating], '^C')).answer).to.equal('detach');
  });

  it('asks nobody where there is no terminal', () => {
    const { context } = fakeContext();
    const { signal } = new AbortController();
    expect(interruptDesk({ ...context, secondInterrupt: () => signal }, renderer)).to.equal(undefined);
  });
});
