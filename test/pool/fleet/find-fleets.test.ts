import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type {
  Environment,
  ParameterSetting,
  StackEntry,
} from '../../../scripts/deploy/environment/environment.ts';
import type { PoolStack } from '../../../scripts/pool/connect/find-pool.ts';
import type { RunEvent } from '../../../scripts/pool/events.ts';
import { findFleets } from '../../../scripts/pool/fleet/find-fleets.ts';
import { stubSession } from '../../support/stub-session.ts';

const at = { file: 'dev.yaml', line: 1, column: 1 };
const ofStack = (stack: string): ParameterSetting => ({ kind: 'stack', stack, at });

function entry(key: string, template: string, pool?: ParameterSetting): [string, StackEntry] {
  const names = { key, stackName: `app-${key}`, templateFile: `/templates/${template}.yaml` };
  const parameters = new Map(pool === undefined ? [] : [['PoolStackName', pool]]);
  return [key, { ...names, terminationProtection: false, after: [], parameters, at }];
}

const OUTPUTS = {
  ClusterArn: 'arn:cluster',
  TaskDefinitionFamily: 'app-crew',
  RepositoryUri: 'registry/app-crew',
  SubnetIds: 'subnet-1,subnet-2',
  SecurityGroupId: 'sg-1',
  AssignPublicIp: 'ENABLED',
  LogGroupName: 'app-crew-Logs',
};
const PARAMETERS = {
  Cpu: '2048',
  Memory: '4096',
  Architecture: 'ARM64',
  Spot: 'true',
  MaxTasks: '8',
  IdleSeconds: '120',
  ImageTag: 'abc',
};

function contextOf(stacks: readonly [string, StackEntry][], isDeployed = true) {
  const environment: Environment = {
    file: '/environments/dev.yaml',
    name: 'dev',
    reference: 'dev',
    region: 'us-east-1',
    prefix: 'app',
    tags: new Map(),
    external: [],
    stacks: new Map(stacks),
    leftOut: new Map(),
  };
  const events: RunEvent[] = [];
  const asked: unknown[] = [];
  const { session, calls } = stubSession({
    DescribeStacks: ({ StackName }) => {
      asked.push(StackName);
      if (!isDeployed) throw new Error(`Stack with id ${StackName} does not exist`);
      return { Stacks: [stackOf(String(StackName))] };
    },
    RunTask: input => {
      asked.push(input);
      return { tasks: [{ taskArn: 'arn:1' }] };
    },
  });
  const report = (event: RunEvent) => void events.push(event);
  const signal = new AbortController().signal;
  return { context: { environment, session, clock: systemClock, report, signal }, events, asked, calls };
}

function stackOf(StackName: string) {
  const pairs = (values: object, name: string, value: string) =>
    Object.entries(values).map(([key, text]) => ({ [name]: key, [value]: text }));
  return {
    StackId: 'arn:stack',
    StackName,
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date(0),
    Outputs: pairs(OUTPUTS, 'OutputKey', 'OutputValue'),
    Parameters: pairs(PARAMETERS, 'ParameterKey', 'ParameterValue'),
  };
}

const pool = (workers: PoolStack['workers']) => ({ key: 'prices', name: 'app-prices', workers }) as PoolStack;
const crew = entry('crew', 'fargate', ofStack('prices'));
const others = [
  entry('prices', 'pool'),
  entry('trigger', 'trigger', ofStack('prices')),
  entry('other-crew', 'fargate', ofStack('hello')),
];
const notices = (events: readonly RunEvent[]) =>
  events.flatMap(event => (event.type === 'notice' ? [event.message] : []));

describe('findFleets', () => {
  it('reads the fleets of the pool from their stacks, and asks for no other', async () => {
    const { context, asked, events } = contextOf([...others, crew]);
    const { fleets, alone } = await findFleets(context, pool('container'));
    expect([alone, asked, events]).to.deep.equal([true, ['app-crew'], []]);
    expect(fleets).to.have.length(1);
    expect(fleets[0]).to.deep.include({
      key: 'crew',
      image: 'registry/app-crew:abc',
      logGroup: 'app-crew-Logs',
      maxTasks: 8,
      idleSeconds: 120,
      size: { vcpu: 2, memoryGb: 4, architecture: 'arm64', spot: true, publicAddress: true },
    });
  });

  it('opens them so that containers start where the stack says', async () => {
    const { context, asked } = contextOf([crew]);
    const { fleets } = await findFleets(context, pool('both'));
    const answer = await fleets[0]?.start({ count: 2, run: 'run-1', token: 't' });
    expect(answer?.started).to.deep.equal(['arn:1']);
    expect(asked[1]).to.deep.include({
      cluster: 'arn:cluster',
      taskDefinition: 'app-crew',
      startedBy: 'run-1',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ['subnet-1', 'subnet-2'],
          securityGroups: ['sg-1'],
          assignPublicIp: 'ENABLED',
        },
      },
    });
  });

  it('knows a fleet that gives the name of the stack', async () => {
    const named = entry('crew', 'fargate', { kind: 'value', value: 'app-prices', at });
    const { context } = contextOf([named]);
    expect((await findFleets(context, pool('both'))).fleets).to.have.length(1);
  });

  it('asks nothing for a pool that only functions work for', async () => {
    const { context, calls } = contextOf([crew]);
    expect(await findFleets(context, pool('lambda'))).to.deep.equal({ fleets: [], alone: false });
    expect(calls).to.deep.equal([]);
  });

  it('names the template and the worker command where containers are the only workers and there is no fleet', async () => {
    const { context, events } = contextOf(others);
    expect((await findFleets(context, pool('container'))).fleets).to.deep.equal([]);
    expect(notices(events)).to.have.length(1);
    expect(notices(events)[0])
      .to.include('templates/fargate.yaml with PoolStackName: { stack: prices }')
      .and.to.include('npx cloudpool worker prices -e dev');
  });

  it('says which fleet is not deployed', async () => {
    const { context, events } = contextOf([crew], false);
    expect((await findFleets(context, pool('container'))).fleets).to.deep.equal([]);
    expect(notices(events)[0]).to.include('npx cloudpool deploy crew -e dev');
  });

  it('says nothing where functions work as well', async () => {
    const { context, events } = contextOf(others);
    expect(await findFleets(context, pool('both'))).to.deep.equal({ fleets: [], alone: false });
    expect(events).to.deep.equal([]);
  });
});
