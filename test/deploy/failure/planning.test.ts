import { expect } from 'chai';
import { AwsError } from '../../../scripts/aws/aws-error.ts';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import { plan } from '../../../scripts/deploy/plan.ts';
import { type Bench, createBench, pending } from '../support.ts';
import * as recorded from './recorded.ts';

describe('a plan that CloudFormation refuses', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context({ one: {}, two: {} })));
  });
  afterEach(() => bench.dispose());

  const changed = { one: { text: 'b' }, two: { text: 'b' } };
  const refusal = () => bench.clock.run(() => plan(bench.context(changed))).catch((error: unknown) => error);
  const cards = () => bench.events.flatMap(event => (event.type === 'failure' ? event.card : []));
  const waiting = () =>
    bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]).filter(pending);

  const name = 'PROPERTY_VALIDATION';
  const wrong = (path: string) => ({ logicalId: 'Main', name, reason: 'Extra property [DisplayName]', path });

  it('shows a card at the property, deletes the change sets of the others, and fails', async () => {
    bench.cloud.script.validations.set('t-one', [wrong('/Resources/Main/Properties/DisplayName')]);
    expect(await refusal()).to.include({
      code: 'CHANGE_SET_REFUSED',
      exitCode: 1,
      message: 't-one could not be planned: nothing was changed.',
    });
    const [card] = cards();
    expect(cards()).to.have.lengthOf(1);
    expect(card).to.include({
      kind: 'invalid-property',
      logicalId: 'Main',
      reason: 'Extra property [DisplayName]',
      suggestion: 'Correct templates/one.yaml:5:7, then: npx cloudpool deploy -e test one',
    });
    expect(waiting()).to.deep.equal([]);
  });

  it('shows the card of a late change set, too, and goes on with the others', async () => {
    const stacks = { ...changed, three: { transform: 'AWS::LanguageExtensions' } };
    bench.cloud.script.validations.set('t-three', [wrong('/Resources/Main')]);
    const result = await bench.clock.run(() => deploy(bench.context(stacks)));
    expect(cards()).to.have.lengthOf(1);
    expect(result.stacks.get('three')?.card).to.deep.include({
      kind: 'invalid-property',
      status: 'NOT_CREATED',
    });
    expect(result.stacks.get('one')).to.include({ end: 'done' });
  });

  it('finds the resource whose type CloudFormation does not know', async () => {
    bench.cloud.gateway.createChangeSet = () => {
      const message = 'Template format error: Unrecognized resource types: [AWS::SNS::Topic]';
      throw new AwsError(message, {
        code: 'AWS_CALL_FAILED',
        awsName: 'ValidationError',
        transient: false,
      });
    };
    await refusal();
    expect(cards()[0]).to.include({
      kind: 'unknown-type',
      logicalId: 'Main',
      suggestion: 'Correct templates/one.yaml:3:5, then: npx cloudpool deploy -e test one',
    });
  });

  it('shows a card for what CreateChangeSet throws', async () => {
    bench.cloud.gateway.createChangeSet = () => {
      const { message, name: awsName } = recorded.capability;
      throw new AwsError(message, { code: 'AWS_CALL_FAILED', awsName, transient: false });
    };
    await refusal();
    expect(cards().map(({ kind }) => kind)).to.deep.equal(['capability', 'capability']);
  });

  it('shows a card for what CreateStack throws, and goes on with the others', async () => {
    const create = bench.cloud.gateway.createStack;
    bench.cloud.gateway.createStack = async (request, token) => {
      const { message, name: awsName } = recorded.capability;
      if (request.stackName !== 't-three') return create(request, token);
      throw new AwsError(message, { code: 'AWS_CALL_FAILED', awsName, transient: false });
    };
    const result = await bench.clock.run(() => deploy(bench.context({ three: {}, four: {} })));
    expect(result.stacks.get('three')?.card).to.include({ kind: 'capability', status: 'NOT_CREATED' });
    expect(result.stacks.get('four')).to.include({ end: 'done' });
  });

  it('leaves what is no fault of the template as it is', async () => {
    bench.cloud.gateway.createChangeSet = () => {
      throw new AwsError('expired', { code: 'EXPIRED_TOKEN', awsName: 'ExpiredToken', transient: false });
    };
    expect(await refusal()).to.include({ code: 'EXPIRED_TOKEN' });
    expect(cards()).to.deep.equal([]);
  });
});
