import { expect } from 'chai';
import type { RecordedTask } from '../../../scripts/aws/ecs-agent.ts';
import type { AgentEvent } from '../../../scripts/local/agent/events.ts';
import type { ContainerSignals } from '../../../scripts/local/containers/run-container.ts';
import { watchTasks } from '../../../scripts/local/containers/task-watch.ts';

const STARTED = 10_000;

/** An ECS in memory with one cluster, and containers that end when they are told. */
function open(tasks: Map<string, Partial<RecordedTask>>) {
  const calls: string[] = [];
  const stopped = new Map<string, string>();
  const events: AgentEvent[] = [];
  const ends = new Map<string, (reason: string) => void>();
  const asked = new Map<string, ContainerSignals>();
  const watch = watchTasks({
    ecs: {
      clusters: async () => ['c'],
      running: async () => [...tasks.keys()],
      describe: async (_, arns) => {
        calls.push(`describe ${arns.join()}`);
        return arns.map(arn => ({
          arn,
          cluster: 'c',
          definition: 'd',
          status: 'RUNNING',
          created: STARTED,
          overrides: new Map(),
          ...tasks.get(arn),
        }));
      },
      stop: async ({ arn }, reason) => {
        stopped.set(arn, reason);
        tasks.delete(arn);
      },
    },
    run: (task, signals) => {
      calls.push(`run ${task.arn}`);
      asked.set(task.arn, signals);
      return new Promise(resolve => ends.set(task.arn, resolve));
    },
    report: event => events.push(event),
    since: STARTED,
  });
  const end = async (arn: string, reason: string) => {
    ends.get(arn)?.(reason);
    await new Promise(resolve => setImmediate(resolve));
  };
  return { watch, calls, stopped, asked, end };
}

describe('watchTasks', () => {
  it('runs each task once, however often it looks', async () => {
    const tasks = new Map([['a', {}]]);
    const { watch, calls } = open(tasks);
    await watch.look();
    tasks.set('b', {});
    for (let looks = 0; looks < 3; looks++) await watch.look();
    expect(calls).to.deep.equal(['describe a', 'run a', 'describe b', 'run b']);
    expect(watch.containers).to.equal(2);
  });

  it('marks the task as stopped when its container has ended', async () => {
    const { watch, stopped, end } = open(new Map([['a', {}]]));
    await watch.look();
    await end('a', 'done');
    expect([watch.containers, stopped.get('a')]).to.deep.equal([0, 'done']);
    await watch.look();
    expect(watch.containers).to.equal(0);
  });

  it('ends the container of a task that somebody stopped, and leaves the reason to them', async () => {
    const tasks = new Map([['a', {}]]);
    const { watch, stopped, asked, end } = open(tasks);
    await watch.look();
    expect(asked.get('a')?.stopped.aborted).to.equal(false);
    tasks.delete('a');
    await watch.look();
    expect(asked.get('a')?.stopped.aborted).to.equal(true);
    await end('a', 'killed');
    expect([...stopped]).to.deep.equal([]);
  });

  it('stops a task that is older than itself, and starts none of those that are over', async () => {
    const tasks = new Map([
      ['old', { created: STARTED - 5_000 }],
      ['over', { status: 'STOPPED' }],
    ]);
    const { watch, calls, stopped } = open(tasks);
    await watch.look();
    await watch.look();
    expect(calls).to.deep.equal(['describe old,over']);
    expect(stopped.get('old')).to.match(/process of the task is gone/);
  });

  it('ends all containers when it leaves, marks their tasks, and takes no more', async () => {
    const tasks = new Map([['a', {}]]);
    const { watch, calls, stopped, asked, end } = open(tasks);
    await watch.look();
    const left = watch.leave();
    expect(asked.get('a')?.leaving.aborted).to.equal(true);
    tasks.set('late', {});
    await watch.look();
    await end('a', 'Essential container in task exited');
    await left;
    expect(stopped.get('a')).to.match(/agent was stopped/);
    expect(calls).not.to.include('run late');
  });
});
