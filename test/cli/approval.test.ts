import { expect } from 'chai';
import { approve, requireApproval } from '../../scripts/cli/approval.ts';
import { CloudpoolError } from '../../scripts/errors.ts';
import { fakeContext } from './support.ts';

const renderer = { pause: () => {} };

describe('requireApproval', () => {
  it('refuses without a terminal and without --yes, as wrong usage', () => {
    const { context } = fakeContext();
    expect(() => requireApproval(context, false))
      .to.throw(CloudpoolError)
      .with.property('exitCode', 2);
  });

  it('says what a plan shows, or what the command says instead', () => {
    const { context } = fakeContext();
    expect(() => requireApproval(context, false))
      .to.throw(CloudpoolError)
      .with.property('hint')
      .that.contains('"plan" shows');
    expect(() => requireApproval(context, false, 'type it'))
      .to.throw(CloudpoolError)
      .with.property('hint', 'type it');
  });

  it('lets pass who can ask, and who has the answer', () => {
    requireApproval(fakeContext({ tty: true }).context, false);
    requireApproval(fakeContext().context, true);
  });
});

describe('approve', () => {
  it('asks nothing with --yes', async () => {
    const { context, stderr } = fakeContext({ tty: true });
    expect(await approve(context, renderer, { question: 'Apply?', yes: true })).to.equal(true);
    expect(stderr()).to.equal('');
  });

  it('takes the board away before it asks', async () => {
    const { context, stdin, stderr } = fakeContext({ tty: true });
    let paused = false;
    const asked = approve(
      context,
      { pause: () => (paused = stderr() === '') },
      { question: 'Apply?', yes: false },
    );
    stdin.write('y\n');
    expect(await asked).to.equal(true);
    expect(paused).to.equal(true);
    expect(stderr()).to.include('Apply?');
  });

  it('wants the typed word where one is given', async () => {
    const { context, stdin } = fakeContext({ tty: true });
    const asked = approve(context, renderer, { question: 'Purge?', yes: false, typed: 'cloudpool-dev' });
    stdin.write('y\n');
    expect(await asked).to.equal(false);
  });
});
