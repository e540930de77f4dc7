import { expect } from 'chai';
import { sweep } from '../../../scripts/cli/probe/sweep.ts';
import type { DeployContext } from '../../../scripts/deploy/context.ts';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import type { DeployPlan } from '../../../scripts/deploy/plan.ts';
import { type Bench, createBench, type TestStack } from '../../deploy/support.ts';
import { measurementOf } from './measurements.ts';

const PROBE: TestStack = {
  imports: ['t-storage-Id'],
  text: '!Ref MemorySize',
  extra: 'Parameters:\n  MemorySize: { Type: Number, Default: 256, MinValue: 128, MaxValue: 10240 }',
};
const STACKS = { storage: {}, probe: PROBE };

describe('sweep', () => {
  let bench: Bench;
  /** The size that stood at each measurement. */
  let seen: number[];
  let asked: DeployPlan[];
  beforeEach(() => {
    bench = createBench();
    [seen, asked] = [[], []];
  });
  afterEach(() => bench.dispose());

  const standing = async () => {
    const stack = await bench.cloud.gateway.describeStack('t-probe');
    return Number(stack?.parameters.get('MemorySize'));
  };
  const measure = async () => {
    seen.push(await standing());
    return measurementOf(seen.at(-1) ?? 0);
  };
  const approve = async (plan: DeployPlan) => asked.push(plan) > 0;
  const run = (sizes: readonly number[], changes: Partial<DeployContext> = {}, work = measure) => {
    const context = bench.context(STACKS, { approve, ...changes });
    return bench.clock.run(() =>
      sweep(context, { pool: 'probe', sizes, measure: work, began: () => undefined }),
    );
  };

  it('measures every size while it stands, and brings the size of the file back', async () => {
    const measurements = await run([512, 1769]);
    expect(seen).to.deep.equal([512, 1769]);
    expect(measurements?.map(({ memoryMb }) => memoryMb)).to.deep.equal([512, 1769]);
    expect(await standing()).to.equal(256);
  });

  it('asks once for all of it', async () => {
    await run([512, 1769, 3538]);
    expect(asked).to.have.lengthOf(1);
  });

  it('asks again when another stack would change under that approval', async () => {
    const others = bench.context({ ...STACKS, storage: { text: 'b' } });
    const measurements = await run([512, 1769], {}, async () => {
      const answer = await measure();
      if (seen.length === 1) await deploy(others, { keys: ['storage'] });
      return answer;
    });
    expect(asked.map(({ stacks }) => changedIn(stacks))).to.deep.equal([
      ['storage', 'probe'],
      ['storage', 'probe'],
    ]);
    expect(measurements).to.have.lengthOf(2);
  });

  it('changes nothing when nobody approves', async () => {
    const measurements = await run([512], { approve: async () => false });
    expect(measurements).to.equal(undefined);
    expect(seen).to.deep.equal([]);
    expect(await bench.cloud.gateway.describeStack('t-probe')).to.equal(undefined);
  });

  it('brings the size back when a measurement fails', async () => {
    const error = await run([512, 1769], {}, async () => {
      seen.push(await standing());
      throw new Error('no answer');
    }).catch((thrown: Error) => thrown);
    expect(error).to.have.property('message', 'no answer');
    expect(seen).to.deep.equal([512]);
    expect(await standing()).to.equal(256);
  });

  it('brings the size back after Ctrl-C, and measures no further size', async () => {
    const measurements = await run([512, 1769], {}, async () => {
      const answer = await measure();
      bench.abort.abort();
      return answer;
    });
    expect(measurements).to.have.lengthOf(1);
    expect(seen).to.deep.equal([512]);
    expect(await standing()).to.equal(256);
  });

  it('refuses a size that the template does not take before anything is deployed', async () => {
    const error = await run([512, 64]).catch((thrown: Error) => thrown);
    expect(error).to.include({ code: 'PARAMETER_REFUSED', exitCode: 2 });
    expect(String(error)).to.include('at least 128').and.include("'64'");
    expect(asked).to.deep.equal([]);
  });
});

function changedIn(stacks: DeployPlan['stacks']): string[] {
  return stacks.filter(({ action }) => action !== 'unchanged').map(({ key }) => key);
}
