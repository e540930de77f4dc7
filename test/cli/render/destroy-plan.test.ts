import { expect } from 'chai';
import { renderPlan } from '../../../scripts/cli/render/plan-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import { destroy } from '../../../scripts/deploy/destroy.ts';
import { createBench, type TestStack } from '../../deploy/support.ts';

const QUEUES = `  TaskQueue: { Type: AWS::SQS::Queue }
  TaskDeadLetterQueue: { Type: AWS::SQS::Queue }
`;
const stacks: Readonly<Record<string, TestStack>> = {
  data: { type: 'AWS::S3::Bucket', retain: true },
  scratch: { type: 'AWS::S3::Bucket' },
  pool: {
    extra: QUEUES,
    imports: ['t-data-Id'],
    exports: { QueueUrl: 'url', DataBucketName: 't-data-main' },
  },
};

describe('the plan of a destroy', () => {
  it('names what is lost, what stays and what keeps a stack from going, in 80 columns', async () => {
    const bench = createBench();
    await bench.clock.run(() => deploy(bench.context({ ...stacks, old: {} })));
    const object = new Uint8Array(1);
    for (let index = 0; index < 12; index += 1) bench.objects.set(`t-scratch-main/${index}`, object);
    bench.objects.set('t-data-main/runs/t-pool/20261121T100000-aaaa/run.json', object);
    bench.contents.set('t-pool-taskqueue', 3);
    bench.contents.set('t-pool-taskdeadletterqueue', 1);
    await bench.clock.run(() => destroy(bench.context(stacks, { approve: async () => false })));
    const plan = bench.events.findLast(event => event.type === 'plan');
    bench.dispose();
    if (plan?.type !== 'plan') throw new Error('no plan');
    expect(renderPlan(plan, { style: plainStyle, width: 80 })).to.deep.equal([
      '- pool',
      '    -  Main                 AWS::SNS::Topic',
      '    -  TaskQueue            AWS::SQS::Queue',
      '    -  TaskDeadLetterQueue  AWS::SQS::Queue',
      '    ! loses data: 1 run is not finished: 20261121T100000-aaaa',
      '    ! loses data: TaskQueue (t-pool-taskqueue) holds 3 messages',
      '    ! loses data: TaskDeadLetterQueue (t-pool-taskdeadletterqueue) holds 1 dead',
      '    letter',
      '',
      '- scratch',
      '    -  Main  AWS::S3::Bucket',
      '    ! loses data: Main (t-scratch-main) holds 12 objects: it can only be deleted',
      '    with --purge',
      '',
      '- data  Main (t-data-main) is retained, with 1 object',
      '',
      '! orphan: t-old belongs to this environment, but its file names it no more.',
      'Plan: 3 to delete.',
    ]);
  });
});
