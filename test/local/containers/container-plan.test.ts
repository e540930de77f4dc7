import { expect } from 'chai';
import type { ContainerBlueprint, RecordedTask, TaskBlueprint } from '../../../scripts/aws/ecs-agent.ts';
import { planContainer } from '../../../scripts/local/containers/container-plan.ts';

const container = (changes: Partial<ContainerBlueprint> = {}): ContainerBlueprint => ({
  name: 'worker',
  image: 'registry/scene:1',
  environment: { A: 'definition', B: 'definition' },
  command: [],
  entryPoint: [],
  stopTimeout: 120,
  logDriver: 'awslogs',
  logOptions: { 'awslogs-group': 'group', 'awslogs-stream-prefix': 'prefix' },
  secrets: [],
  ...changes,
});

const blueprint = (changes: Partial<TaskBlueprint> = {}): TaskBlueprint => ({
  family: 'family',
  revision: 1,
  taskRole: 'task-role',
  executionRole: 'execution-role',
  containers: [container()],
  ...changes,
});

const task = (overrides: RecordedTask['overrides'] = new Map()): RecordedTask => ({
  arn: 'arn:aws:ecs:us-east-1:000000000000:task/cluster/4f1c',
  cluster: 'cluster',
  definition: 'family:1',
  status: 'RUNNING',
  created: 0,
  overrides,
});

describe('planContainer', () => {
  it('takes the overrides before the definition', () => {
    const own = { environment: { B: 'override', C: 'override' }, command: ['x'] };
    const plan = planContainer(task(new Map([['worker', own]])), blueprint());
    expect(plan.environment).to.deep.equal({ A: 'definition', B: 'override', C: 'override' });
    expect(plan.command).to.deep.equal(['x']);
  });

  it('leaves the overrides of another container alone', () => {
    const other = { environment: { A: 'other' } };
    expect(planContainer(task(new Map([['other', other]])), blueprint()).environment.A).to.equal(
      'definition',
    );
  });

  it('names the log stream as ECS does', () => {
    const { taskId, log } = planContainer(task(), blueprint());
    expect([taskId, log]).to.deep.equal(['4f1c', { group: 'group', stream: 'prefix/worker/4f1c' }]);
  });

  it('gives 30 s to leave where the definition says nothing', () => {
    expect(planContainer(task(), blueprint()).stopMs).to.equal(120_000);
    const silent = blueprint({ containers: [container({ stopTimeout: undefined })] });
    expect(planContainer(task(), silent).stopMs).to.equal(30_000);
  });

  const refused: readonly [what: string, blueprint: TaskBlueprint, says: RegExp][] = [
    [
      'two containers',
      blueprint({ containers: [container(), container()] }),
      /one container, and family has 2/,
    ],
    ['none', blueprint({ containers: [] }), /has 0/],
    ['another entry point', blueprint({ containers: [container({ entryPoint: ['sh'] })] }), /entry point/],
    ['secrets', blueprint({ containers: [container({ secrets: ['TOKEN'] })] }), /TOKEN from a secret/],
    [
      'another log driver',
      blueprint({ containers: [container({ logDriver: 'splunk' })] }),
      /splunk is not awslogs/,
    ],
    ['a log without a group', blueprint({ containers: [container({ logOptions: {} })] }), /awslogs-group/],
    ['a log without an execution role', blueprint({ executionRole: undefined }), /execution role/],
  ];
  for (const [what, definition, says] of refused) {
    it(`refuses ${what} by name`, () => {
      expect(() => planContainer(task(), definition)).to.throw(/^CannotStartContainerError: /);
      expect(() => planContainer(task(), definition)).to.throw(says);
    });
  }
});
