import type { ECSClient } from '@aws-sdk/client-ecs';
import { callAws, unless } from './aws-error.ts';
import { MOST_PER_LOOK } from './ecs.ts';
import type { AwsSession } from './session.ts';

/** The tasks that keep a cluster from going: AWS deletes none while one is active. Throws `AwsError`. */
export interface ClusterGateway {
  /**
   * ARNs of the tasks that have not stopped yet, those on their way to it too. Without those of a service: it would only
   * replace them, and goes with its stack. A cluster that is gone has none.
   */
  activeTasks(cluster: string): Promise<readonly string[]>;
  /** Asks a task to end: SIGTERM, and after its `stopTimeout` SIGKILL. One that has ended already is none to stop. */
  stopTask(cluster: string, task: string, reason: string): Promise<void>;
}

/** Speaks to ECS through a session. */
export function openClusters(session: AwsSession): ClusterGateway {
  const open = () => Promise.all([session.ecs(), import('@aws-sdk/client-ecs')]);
  return {
    activeTasks: async cluster => {
      const [client, sdk] = await open();
      // A task that is being stopped is no longer desired to run, and active for minutes.
      const lists = [listTasks(client, sdk, cluster, 'RUNNING'), listTasks(client, sdk, cluster, 'STOPPED')];
      const known = await unless('ClusterNotFoundException', () => Promise.all(lists));
      return active(client, sdk, { cluster, tasks: [...new Set(known?.flat() ?? [])] });
    },
    stopTask: async (cluster, task, reason) => {
      const [client, sdk] = await open();
      const stop = () => client.send(new sdk.StopTaskCommand({ cluster, task, reason }));
      await unless('InvalidParameterException', () => callAws('ecs:StopTask', stop));
    },
  };
}

async function listTasks(
  client: ECSClient,
  sdk: typeof import('@aws-sdk/client-ecs'),
  cluster: string,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<readonly string[]> {
  const arns: string[] = [];
  for (let nextToken: string | undefined; ; ) {
    const command = new sdk.ListTasksCommand({ cluster, desiredStatus, nextToken });
    const page = await callAws('ecs:ListTasks', () => client.send(command));
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
    if (!nextToken) return arns;
  }
}

async function active(
  client: ECSClient,
  sdk: typeof import('@aws-sdk/client-ecs'),
  { cluster, tasks }: { readonly cluster: string; readonly tasks: readonly string[] },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = 0; at < tasks.length; at += MOST_PER_LOOK) {
    const command = new sdk.DescribeTasksCommand({ cluster, tasks: tasks.slice(at, at + MOST_PER_LOOK) });
    const answer = await callAws('ecs:DescribeTasks', () => client.send(command));
    for (const { taskArn, lastStatus, group = '' } of answer.tasks ?? []) {
      if (taskArn && lastStatus !== 'STOPPED' && !group.startsWith('service:')) found.push(taskArn);
    }
  }
  return found;
}
