import type { AwsSession } from '../../scripts/aws/session.ts';
import { openSession } from '../../scripts/aws/session.ts';

/** What a stubbed AWS answers, by command name without `Command`. A function may throw. */
export type Answers = Readonly<Record<string, (input: Record<string, unknown>) => object>>;

/** A session whose clients answer from a table, and the calls that were made. */
export function stubSession(answers: Answers): { session: AwsSession; calls: string[] } {
  const calls: string[] = [];
  const send = async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    calls.push(name);
    const answer = answers[name];
    if (!answer) throw new Error(`no answer to ${name}`);
    return answer(command.input);
  };
  const client = async () => ({ send }) as never;
  const real = openSession({ region: 'us-east-1' });
  return {
    session: {
      ...real,
      cloudFormation: client,
      cloudFormationOnce: client,
      cloudWatch: client,
      ecr: client,
      ecs: client,
      lambda: client,
      logs: client,
      s3: client,
      sqs: client,
      sts: client,
    },
    calls,
  };
}
