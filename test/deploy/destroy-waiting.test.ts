import { expect } from 'chai';
import type { ActiveStack, InterruptAnswer } from '../../scripts/deploy/apply/interruption.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

const stacks: Readonly<Record<string, TestStack>> = {
  network: {
    type: 'AWS::EC2::SecurityGroup',
    extra: '  Endpoint: { Type: AWS::EC2::VPCEndpoint }\n  Subnet: { Type: AWS::EC2::Subnet }',
  },
  fargate: { type: 'AWS::ECS::Cluster', imports: ['t-network-Id'] },
  pool: {},
};

describe('destroy, waiting', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(stacks)));
  });
  afterEach(() => bench.dispose());

  const notices = () => bench.events.flatMap(event => (event.type === 'notice' ? event.message : []));
  const status = (name: string) => bench.cloud.account.stacks.findLast(stack => stack.name === name)?.status;

  it('names the network interfaces that a network waits for, once, after half a minute', async () => {
    bench.cloud.script.seconds = (_, logicalId) => (logicalId === 'Main' ? 300 : 5);
    const result = await bench.clock.run(() =>
      destroy(bench.context({ network: stacks.network ?? {}, fargate: stacks.fargate ?? {} })),
    );
    expect(endsOf(result)).to.deep.equal({ fargate: 'done', network: 'done' });
    expect(notices()).to.deep.equal([
      'network: Main waits for network interfaces of the containers of fargate, the endpoints of network. AWS takes them away by itself; which are left: aws ec2 describe-network-interfaces --filters Name=group-id,Values=t-network-main --region us-east-1',
    ]);
  });

  it('says nothing of networks that go in time', async () => {
    bench.cloud.script.seconds = () => 25;
    await bench.clock.run(() => destroy(bench.context(stacks)));
    expect(notices()).to.deep.equal([]);
  });

  for (const fault of ['throttle', 'lose'] as const) {
    it(`deletes once, whatever becomes of the first answers (${fault})`, async () => {
      let calls = 0;
      bench.cloud.disturb = call => (call === 'deleteStack' && ++calls < 3 ? fault : undefined);
      const result = await bench.clock.run(() => destroy(bench.context({ pool: {} })));
      expect(endsOf(result)).to.deep.equal({ pool: 'done' });
      const begun = bench.cloud.account.stacks
        .find(({ name }) => name === 't-pool')
        ?.events.filter(({ status, logicalId }) => status === 'DELETE_IN_PROGRESS' && logicalId === 't-pool');
      expect(begun).to.have.lengthOf(1);
      expect(calls).to.equal(3);
    });
  }

  describe('and interrupted', () => {
    const asked: (readonly ActiveStack[])[] = [];
    beforeEach(() => asked.splice(0));

    /** Destroys, with Ctrl-C after four seconds. */
    const interrupt = (answer?: InterruptAnswer) => {
      const second = new AbortController();
      const ask = async (active: readonly ActiveStack[]) => {
        asked.push(active);
        return answer ?? 'detach';
      };
      const desk = answer === undefined ? {} : { interrupt: { detach: second.signal, ask } };
      return bench.clock.run(() => {
        void bench.clock.sleep(4_000).then(() => bench.abort.abort());
        return destroy(bench.context(stacks, desk));
      });
    };

    it('follows to its end what cannot be cancelled, and begins nothing more', async () => {
      const result = await interrupt('cancel');
      expect(
        asked
          .flat()
          .map(({ key, operation }) => `${operation} ${key}`)
          .toSorted(),
      ).to.deep.equal(['delete fargate', 'delete pool']);
      expect(endsOf(result)).to.deep.equal({ pool: 'done', fargate: 'done', network: 'cancelled' });
      expect(notices()).to.include('pool cannot be cancelled: it is followed to its end.');
      expect(result).to.include({ detached: true, succeeded: false });
      expect(status('t-network')).to.equal('CREATE_COMPLETE');
    });

    for (const [how, answer] of [
      ['that is the answer', 'detach'],
      ['nobody can be asked', undefined],
    ] as const) {
      it(`leaves it to CloudFormation when ${how}; the next destroy attaches and goes on`, async () => {
        const result = await interrupt(answer);
        expect(endsOf(result)).to.deep.equal({
          pool: 'cancelled',
          fargate: 'cancelled',
          network: 'cancelled',
        });
        expect(notices().at(-1)).to.match(
          /^Interrupted: nothing more is deleted\. A deletion cannot be cancelled/,
        );
        expect(status('t-pool')).to.equal('DELETE_IN_PROGRESS');
        const goOn = [...result.stacks.values()].filter(({ goesOn }) => goesOn).map(({ key }) => key);
        expect(goOn).to.have.members(['pool', 'fargate']);

        const signal = new AbortController().signal;
        const next = await bench.clock.run(() => destroy(bench.context(stacks, { signal })));
        expect(notices().join('\n')).to.match(
          /t-pool is DELETE_IN_PROGRESS, begun by Cloudpool at .*: attached/,
        );
        expect(endsOf(next)).to.deep.equal({ network: 'done' });
        expect(['t-pool', 't-fargate', 't-network'].map(status)).to.deep.equal([
          'DELETE_COMPLETE',
          'DELETE_COMPLETE',
          'DELETE_COMPLETE',
        ]);
      });
    }
  });
});
