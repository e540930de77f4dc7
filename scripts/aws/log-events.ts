import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** One line of a log as it is read. */
export interface LogEvent {
  /** The same whenever the line is read. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stream: string;
  /** Without the line break at its end. */
  readonly text: string;
}

export interface LogSpan {
  readonly group: string;
  /** Milliseconds since the epoch, both inclusive. */
  readonly since: number;
  readonly until?: number | undefined;
}

/**
 * Reads the lines of a log group, all streams together in the order of their times, page by page. A page can be empty.
 *
 * @throws AwsError
 */
export async function* readLogEvents(
  session: AwsSession,
  { group, since, until }: LogSpan,
): AsyncGenerator<readonly LogEvent[]> {
  const [client, sdk] = await Promise.all([session.logs(), import('@aws-sdk/client-cloudwatch-logs')]);
  const span = { logGroupName: group, startTime: since, ...(until === undefined ? {} : { endTime: until }) };
  for (let token: string | undefined; ; ) {
    const page = token === undefined ? span : { ...span, nextToken: token };
    const { events = [], nextToken } = await callAws('logs:FilterLogEvents', () =>
      client.send(new sdk.FilterLogEventsCommand(page)),
    );
    yield events.map(({ eventId, timestamp = 0, logStreamName = '', message = '' }) => ({
      // The emulator's events have no id.
      id: eventId ?? `${logStreamName} ${timestamp} ${message}`,
      at: timestamp,
      stream: logStreamName,
      text: message.trimEnd(),
    }));
    token = nextToken;
    if (token === undefined) return;
  }
}
