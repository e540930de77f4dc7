import { expect } from 'chai';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { run } from '../../../scripts/pool/commands/run.ts';
import { withRunFailures } from '../../../scripts/pool/commands/run-failure.ts';
import { stream } from '../../support/pool-run.ts';

async function thrownBy(work: Promise<unknown>): Promise<CloudpoolError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).to.be.instanceOf(CloudpoolError);
  return error as CloudpoolError;
}

describe('run', () => {
  it('refuses an output that it would leave before writing, and asks nothing', async () => {
    const options = { pool: 'p', input: stream('1'), inputName: 'in', output: 'out.jsonl', detach: true };
    const error = await thrownBy(run({} as never, options));
    expect([error.code, error.exitCode]).to.deep.equal(['DETACHED_OUTPUT', 2]);
  });
});

describe('withRunFailures', () => {
  it('names the run to come back to when the reader of the results has gone', async () => {
    const gone = new CloudpoolError('gone', { code: 'OUTPUT_CLOSED' });
    const error = await thrownBy(
      withRunFailures(
        () => 'run-1',
        () => Promise.reject(gone),
      ),
    );
    expect(error.hint).to.include('cloudpool resume run-1');
  });
});
