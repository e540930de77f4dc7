import { expect } from 'chai';
import { cardOf, drawn, type Surroundings } from './bench.ts';
import { type Recorded, recorded, STACK_ID } from './recorded.ts';

/**
 * Three levels, as posted in https://github.com/awslabs/stable-diffusion-aws-extension/issues/214: the nested stack
 * that was only cancelled stands before the one that failed.
 */
const arn = (name: string, id: string) => `arn:aws:cloudformation:us-east-1:111122223333:stack/${name}/${id}`;
const NETWORK = arn('t-app-Network-BPNN97KH1QJF', '871b6b40-5f44-11ee-8819-0e26d8fd281b');
const SUBNETS = arn('t-app-Network-Subnets-DVUEQOOPNLJM', '871b1d20-5f44-11ee-bcef-12c707d6e8df');
const QUEUES = arn('t-app-Queues-1T0U35TGL2RVK', '1a359160-99c7-11e8-9afa-060ae44bf6ec');
const STACK = 'AWS::CloudFormation::Stack';
const SOURCE = 'https://github.com/awslabs/stable-diffusion-aws-extension/issues/214';
const embedded = (id: string, resource: string) =>
  `Embedded stack ${id} was not successfully created: The following resource(s) failed to create: [${resource}].`;

const outside = recorded(SOURCE, [
  ['t-app', '', 'CREATE_IN_PROGRESS', 'User Initiated'],
  ['Queues', STACK, 'CREATE_IN_PROGRESS', 'Resource creation Initiated', QUEUES],
  ['Network', STACK, 'CREATE_IN_PROGRESS', 'Resource creation Initiated', NETWORK],
  // It reports its end first, though it was cancelled because of the other.
  ['Queues', STACK, 'CREATE_FAILED', embedded(QUEUES, 'Queue'), QUEUES],
  ['Network', STACK, 'CREATE_FAILED', embedded(NETWORK, 'Subnets'), NETWORK],
  ['t-app', '', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Queues, Network]. '],
  ['Network', STACK, 'DELETE_IN_PROGRESS', undefined, NETWORK],
  ['t-app', '', 'ROLLBACK_COMPLETE'],
]);
const queues = recorded(
  SOURCE,
  [
    ['t-app-Queues-1T0U35TGL2RVK', '', 'CREATE_IN_PROGRESS'],
    ['Queue', 'AWS::SQS::Queue', 'CREATE_IN_PROGRESS'],
    ['Queue', 'AWS::SQS::Queue', 'CREATE_FAILED', 'Resource creation cancelled'],
    [
      't-app-Queues-1T0U35TGL2RVK',
      '',
      'ROLLBACK_IN_PROGRESS',
      'The following resource(s) failed to create: [Queue]. ',
    ],
  ],
  QUEUES,
);
const network = recorded(
  SOURCE,
  [
    ['t-app-Network-BPNN97KH1QJF', '', 'CREATE_IN_PROGRESS'],
    ['t-app-Network-BPNN97KH1QJF', '', 'CREATE_IN_PROGRESS'],
    ['t-app-Network-BPNN97KH1QJF', '', 'CREATE_IN_PROGRESS'],
    ['Subnets', STACK, 'CREATE_FAILED', embedded(SUBNETS, 'SubnetB'), SUBNETS],
    // The rollback of the stack around it deletes it: that is no failure, and comes later.
    ['t-app-Network-BPNN97KH1QJF', '', 'DELETE_IN_PROGRESS'],
  ],
  NETWORK,
);
const subnets = recorded(
  SOURCE,
  [
    ['t-app-Network-Subnets-DVUEQOOPNLJM', '', 'CREATE_IN_PROGRESS'],
    ['SubnetA', 'AWS::EC2::Subnet', 'CREATE_IN_PROGRESS'],
    ['SubnetB', 'AWS::EC2::Subnet', 'CREATE_IN_PROGRESS'],
    [
      'SubnetB',
      'AWS::EC2::Subnet',
      'CREATE_FAILED',
      'Resource handler returned message: "The CIDR \'10.0.1.0/24\' conflicts with another subnet (Service: Ec2, Status Code: 400, Request ID: 1c2f3a) (SDK Attempt Count: 1)" (RequestToken: 6f3c, HandlerErrorCode: AlreadyExists)',
    ],
    ['SubnetA', 'AWS::EC2::Subnet', 'CREATE_FAILED', 'Resource creation cancelled'],
    ['t-app-Network-Subnets-DVUEQOOPNLJM', '', 'DELETE_COMPLETE'],
  ],
  SUBNETS,
);

const APP = `Resources:
  Queues:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: https://t-templates.s3.amazonaws.com/queues.yaml}
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://t-templates.s3.\${AWS::URLSuffix}/v1/network.yaml
`;
const NETWORK_YAML = `Resources:
  Subnets:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://t-templates.s3.amazonaws.com/subnets.yaml
`;
const SUBNETS_YAML = `Resources:
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24}
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: vpc-1
      # again
      CidrBlock: 10.0.1.0/24
`;

type Nested = NonNullable<Surroundings['nested']>;
const found = (templates: { readonly network?: string; readonly subnets?: string }): Nested =>
  new Map<string, { recorded: Recorded; template?: string }>([
    [QUEUES, { recorded: queues }],
    [NETWORK, { recorded: network, ...(templates.network ? { template: templates.network } : {}) }],
    [SUBNETS, { recorded: subnets, ...(templates.subnets ? { template: templates.subnets } : {}) }],
  ]);
const local = { 'templates/network.yaml': NETWORK_YAML, 'templates/subnets.yaml': SUBNETS_YAML };

describe('the failure card of nested stacks', () => {
  it('follows them to the resource that failed, past those that were cancelled', async () => {
    const nested = found({ network: NETWORK_YAML, subnets: SUBNETS_YAML });
    const card = await cardOf(APP, outside, { nested, files: local });
    expect(card).to.deep.include({ path: ['Network', 'Subnets'], logicalId: 'SubnetB', kind: 'name-taken' });
    expect(card.at).to.deep.include({ file: 'templates/subnets.yaml', line: 5 });
    expect(decodeURIComponent(card.consoleUrl ?? '')).to.contain(SUBNETS);
    expect(drawn(card)).to.equal(`✗ app ROLLBACK_COMPLETE t-app
│ The name is taken
│ Network › Subnets › SubnetB AWS::EC2::Subnet
│ The CIDR '10.0.1.0/24' conflicts with another subnet
│ (Ec2 400 AlreadyExists, request 1c2f3a)
│
│ templates/subnets.yaml:5:3
│   4 |     Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24}
│ > 5 |   SubnetB:
│   6 |     Type: AWS::EC2::Subnet
│   7 |     Properties:
│   8 |       VpcId: vpc-1
│   9 |       # again
│
│ ${card.consoleUrl}
│
│ Next: Delete what already has the name, then:
│       npx cloudpool deploy -e test app`);
  });

  it('shows what was deployed where no local file says the same', async () => {
    const nested = found({ network: NETWORK_YAML, subnets: SUBNETS_YAML });
    const files = { ...local, 'templates/subnets.yaml': `# changed since\n${SUBNETS_YAML}` };
    const card = await cardOf(APP, outside, { nested, files });
    expect(card.at).to.deep.include({ file: 'subnets.yaml (as deployed)', line: 5 });
  });

  it('shows the local file where the deployed one cannot be read', async () => {
    const card = await cardOf(APP, outside, { nested: found({}), files: local });
    expect(card.at).to.deep.include({ file: 'templates/subnets.yaml', line: 5 });
  });

  it('has no frame, but the cause, where there is neither', async () => {
    const card = await cardOf(APP, outside, { nested: found({}) });
    expect(card).to.include({ reason: "The CIDR '10.0.1.0/24' conflicts with another subnet" });
    expect(card).to.not.have.any.keys('at', 'frame');
  });

  it('tells what the stack around it says where the nested one cannot be asked', async () => {
    const card = await cardOf(APP, outside);
    expect(card).to.include({ logicalId: 'Queues', reason: embedded(QUEUES, 'Queue') });
    expect(card).to.not.have.property('path');
  });

  it('leaves aside what failed in the nested stack before this operation', async () => {
    const before = {
      ...subnets,
      events: subnets.events.map(event => ({ ...event, Timestamp: new Date(0) })),
    };
    const nested = new Map([...found({}), [SUBNETS, { recorded: before }]]);
    const card = await cardOf(APP, outside, { nested, files: local });
    expect(card).to.deep.include({ path: ['Network'], logicalId: 'Subnets' });
  });

  it('ends with stacks that nest in a circle', async () => {
    const inside = (of: string, next: string) =>
      recorded(SOURCE, [['Next', STACK, 'CREATE_FAILED', embedded(next, 'Next'), next]], of);
    const nested = new Map([
      [NETWORK, { recorded: inside(NETWORK, SUBNETS) }],
      [SUBNETS, { recorded: inside(SUBNETS, NETWORK) }],
    ]);
    const events = inside(STACK_ID, NETWORK);
    const card = await cardOf(APP, events, { nested });
    expect(card.path).to.have.lengthOf(8);
  });

  it('is told of the stack that was asked for', () => {
    expect(outside.events.every(({ StackId }) => StackId === STACK_ID)).to.equal(true);
  });
});
