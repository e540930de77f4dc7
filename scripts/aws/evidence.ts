import { callAws } from './aws-error.ts';
import { readLogEvents } from './log-events.ts';
import type { AwsSession } from './session.ts';

/** Reads what a failed thing said of itself. All of it is a help, not a need: who may not read it gets an error. */
export interface EvidenceGateway {
  /** The lines of a log group since a moment (milliseconds since the epoch), of one stream when one is named. */
  logLines(
    group: string,
    where: { readonly since: number; readonly stream?: string },
  ): Promise<readonly string[]>;
  /** Why tasks of a service have stopped, each reason once. */
  stoppedReasons(cluster: string, service: string): Promise<readonly string[]>;
}

/** Speaks to CloudWatch Logs and ECS through a session. */
export function openEvidence(session: AwsSession): EvidenceGateway {
  return {
    logLines: async (group, { since, stream }) => {
      const lines: string[] = [];
      let pages = 0;
      for await (const events of readLogEvents(session, { group, since })) {
        for (const event of events)
          if (stream === undefined || event.stream === stream) lines.push(event.text);
        pages += 1;
        if (pages === MOST_PAGES) break;
      }
      return lines;
    },
    stoppedReasons: (cluster, service) => readStopped(session, cluster, service),
  };
}

/** A log is looked into, not read through. */
const MOST_PAGES = 5;

async function readStopped(
  session: AwsSession,
  cluster: string,
  service: string,
): Promise<readonly string[]> {
  const [client, sdk] = await Promise.all([session.ecs(), import('@aws-sdk/client-ecs')]);
  const { taskArns = [] } = await callAws('ecs:ListTasks', () =>
    client.send(new sdk.ListTasksCommand({ cluster, serviceName: service, desiredStatus: 'STOPPED' })),
  );
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await callAws('ecs:DescribeTasks', () =>
    client.send(new sdk.DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, 100) })),
  );
  const reasons = tasks.flatMap(({ stoppedReason, containers = [] }) => [
    ...(stoppedReason === undefined ? [] : [stoppedReason]),
    ...containers.flatMap(({ name = '', reason, exitCode }) =>
      reason !== undefined ? [`${name}: ${reason}`] : exitCode ? [`${name}: exit code ${exitCode}`] : [],
    ),
  ]);
  return [...new Set(reasons)];
}
