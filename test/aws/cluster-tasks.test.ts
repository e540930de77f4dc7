import { expect } from 'chai';
import { openClusters } from '../../scripts/aws/cluster-tasks.ts';
import { stubSession } from '../support/stub-session.ts';

function refusal(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('openClusters', () => {
  it('answers every task that has not stopped, of all pages, also those that are being stopped', async () => {
    const { session } = stubSession({
      ListTasks: ({ desiredStatus, nextToken }) => {
        if (desiredStatus === 'STOPPED') return { taskArns: ['over', 'stopping'] };
        return nextToken === undefined ? { taskArns: ['one'], nextToken: 'more' } : { taskArns: ['two'] };
      },
      DescribeTasks: ({ tasks }) => ({
        tasks: (tasks as string[]).map(taskArn => ({
          taskArn,
          lastStatus: { over: 'STOPPED', stopping: 'DEPROVISIONING' }[taskArn] ?? 'RUNNING',
        })),
      }),
    });
    expect(await openClusters(session).activeTasks('fleet')).to.deep.equal(['one', 'two', 'stopping']);
  });

  it('leaves the tasks of a service to the service', async () => {
    const { session } = stubSession({
      ListTasks: () => ({ taskArns: ['loose', 'served'] }),
      DescribeTasks: () => ({
        tasks: [
          { taskArn: 'loose', lastStatus: 'RUNNING', group: 'family:fleet' },
          { taskArn: 'served', lastStatus: 'RUNNING', group: 'service:web' },
        ],
      }),
    });
    expect(await openClusters(session).activeTasks('fleet')).to.deep.equal(['loose']);
  });

  it('describes a hundred at a time', async () => {
    const sizes: number[] = [];
    const { session } = stubSession({
      ListTasks: ({ desiredStatus }) => ({
        taskArns: desiredStatus === 'RUNNING' ? Array.from({ length: 201 }, (_, index) => `${index}`) : [],
      }),
      DescribeTasks: ({ tasks }) => {
        sizes.push((tasks as string[]).length);
        return { tasks: (tasks as string[]).map(taskArn => ({ taskArn, lastStatus: 'RUNNING' })) };
      },
    });
    expect(await openClusters(session).activeTasks('fleet')).to.have.lengthOf(201);
    expect(sizes).to.deep.equal([100, 100, 1]);
  });

  it('takes a cluster that is gone for one without tasks', async () => {
    const { session, calls } = stubSession({
      ListTasks: () => {
        throw refusal('ClusterNotFoundException', 'Cluster not found.');
      },
    });
    expect(await openClusters(session).activeTasks('fleet')).to.deep.equal([]);
    expect(calls).to.not.include('DescribeTasks');
  });

  it('stops a task with the reason, and minds none that has ended already; says what is refused', async () => {
    const inputs: unknown[] = [];
    let thrown: Error | undefined;
    const { session } = stubSession({
      StopTask: input => {
        inputs.push(input);
        if (thrown) throw thrown;
        return {};
      },
    });
    const { stopTask } = openClusters(session);
    await stopTask('fleet', 'one', 'because');
    expect(inputs).to.deep.equal([{ cluster: 'fleet', task: 'one', reason: 'because' }]);
    thrown = refusal('InvalidParameterException', 'The referenced task was not found.');
    await stopTask('fleet', 'one', 'because');
    thrown = refusal('AccessDeniedException', 'not allowed');
    const error = await stopTask('fleet', 'one', 'because').catch(error => error);
    expect(error).to.include({ code: 'ACCESS_DENIED', message: 'ecs:StopTask: not allowed' });
  });
});
