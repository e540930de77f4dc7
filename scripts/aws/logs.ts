import { AwsError, callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** One line of a log. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Not empty; at most 1 MiB. */
  readonly message: string;
}

/** Where a program's lines go. */
export interface LogPlace {
  readonly group: string;
  readonly stream: string;
}

/** Writes logs. Throws `AwsError`. */
export interface LogsGateway {
  /** Creates the stream; one that is there stays as it is. */
  createStream(place: LogPlace): Promise<void>;
  /** Lines in the order of their times, at most 10,000 and 1 MiB together. */
  put(place: LogPlace, lines: readonly LogLine[]): Promise<void>;
}

/** Opens CloudWatch Logs for writing. */
export async function openLogs(session: AwsSession): Promise<LogsGateway> {
  const [client, sdk] = await Promise.all([session.logs(), import('@aws-sdk/client-cloudwatch-logs')]);
  return {
    createStream: async ({ group, stream }) => {
      const command = new sdk.CreateLogStreamCommand({ logGroupName: group, logStreamName: stream });
      await unlessThere(callAws('logs:CreateLogStream', () => client.send(command)));
    },
    put: async ({ group, stream }, lines) => {
      const command = new sdk.PutLogEventsCommand({
        logGroupName: group,
        logStreamName: stream,
        logEvents: [...lines],
      });
      await callAws('logs:PutLogEvents', () => client.send(command));
    },
  };
}

async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    if (!(error instanceof AwsError && error.awsName === 'ResourceAlreadyExistsException')) throw error;
  }
}
