import { expect } from 'chai';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import { destroy } from '../../../scripts/deploy/destroy.ts';
import { type Bench, createBench, endsOf } from '../support.ts';

const INNER = `Resources:
  Good: { Type: AWS::SNS::Topic }
  Bad:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs }
`;
const OUTER = `Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://t.s3.amazonaws.com/inner.yaml }
`;
const nest = (file: string) => `  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://t.s3.amazonaws.com/${file} }`;

describe('a deploy of nested stacks', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
    const { nestedTemplates } = bench.cloud.script;
    nestedTemplates.set('https://t.s3.amazonaws.com/inner.yaml', INNER);
    nestedTemplates.set('https://t.s3.amazonaws.com/outer.yaml', OUTER);
  });
  afterEach(() => bench.dispose());

  const run = (file: string) => bench.clock.run(() => deploy(bench.context({ app: { extra: nest(file) } })));
  /** Fails a resource in the stack whose name begins so. */
  const fail = (start: RegExp, logicalId: string, reason: string) => {
    const { failures } = bench.cloud.script;
    const get = failures.get.bind(failures);
    failures.get = key => (start.test(key) && key.endsWith(`/${logicalId}`) ? reason : get(key));
  };

  it('stands, and goes again, as one', async () => {
    expect(endsOf(await run('outer.yaml'))).to.deep.equal({ app: 'done' });
    expect(bench.cloud.account.stacks.map(({ status }) => status)).to.deep.equal(
      Array(3).fill('CREATE_COMPLETE'),
    );
    const gone = await bench.clock.run(() => destroy(bench.context({ app: { extra: nest('outer.yaml') } })));
    expect(endsOf(gone)).to.deep.equal({ app: 'done' });
    expect(bench.cloud.account.stacks.map(({ status }) => status)).to.deep.equal(
      Array(3).fill('DELETE_COMPLETE'),
    );
  });

  it('shows what failed two levels down, in the template that was deployed there', async () => {
    fail(/^t-app-Nested-\d+-Inner-\d+\//, 'Bad', 'jobs already exists');
    const card = (await run('outer.yaml')).stacks.get('app')?.card;
    expect(card).to.deep.include({
      kind: 'name-taken',
      path: ['Nested', 'Inner'],
      logicalId: 'Bad',
      resourceType: 'AWS::SQS::Queue',
      reason: 'jobs already exists',
      at: { file: 'inner.yaml (as deployed)', line: 5, column: 19 },
    });
    expect(decodeURIComponent(card?.consoleUrl ?? '')).to.match(/stack\/t-app-Nested-\d+-Inner-\d+\//);
  });

  it('shows what keeps a nested stack from going', async () => {
    await run('outer.yaml');
    fail(/^t-app-Nested-\d+-Inner-\d+\//, 'Bad', 'resource sg-1 has a dependent object');
    const stacks = { app: { extra: nest('outer.yaml') } };
    const result = await bench.clock.run(() => destroy(bench.context(stacks)));
    expect(result.stacks.get('app')?.card).to.deep.include({
      status: 'DELETE_FAILED',
      kind: 'in-use',
      path: ['Nested', 'Inner'],
      logicalId: 'Bad',
      suggestion: 'npx cloudpool destroy -e test app',
    });
  });

  it('shows what failed in the stack itself when the nested one was only cancelled', async () => {
    bench.cloud.script.seconds = (_, logicalId) => (logicalId === 'Main' ? 1 : 10);
    fail(/^t-app\//, 'Main', 'no');
    const card = (await run('inner.yaml')).stacks.get('app')?.card;
    expect(card).to.include({ logicalId: 'Main', reason: 'no' });
    expect(card).to.not.have.property('path');
  });

  it('shows a template that is not where its TemplateURL says', async () => {
    const card = (await run('nowhere.yaml')).stacks.get('app')?.card;
    expect(card).to.include({ logicalId: 'Nested', reason: 'S3 error: The specified key does not exist.' });
  });
});
