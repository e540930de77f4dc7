import { expect } from 'chai';
import { StoreError } from '../../functions/runtime/protocol/ports.ts';
import { ask } from '../../scripts/pool/ports.ts';
import { testPorts } from '../support/pool-ports.ts';

const silent = async (): Promise<never> => {
  throw new StoreError('GET run.json: connect ECONNREFUSED', { transient: true });
};

describe('ask', () => {
  it('says once that nothing answers, and gives up after two minutes', async () => {
    const ports = testPorts();
    const begun = ports.clock.now();
    const ends = await Promise.allSettled([ask(ports, silent), ask(ports, silent)]);
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(ports.clock.now() - begun).to.be.within(100_000, 250_000);
    expect(ports.events).to.deep.equal([
      { type: 'notice', message: 'no answer for 5 s, trying on: GET run.json: connect ECONNREFUSED' },
    ]);
  });

  it('says nothing of a failure that the next try heals', async () => {
    const ports = testPorts();
    let tries = 0;
    const answer = await ask(ports, () => (++tries < 3 ? silent() : Promise.resolve('here')));
    expect([answer, tries, ports.events]).to.deep.equal(['here', 3, []]);
  });
});
