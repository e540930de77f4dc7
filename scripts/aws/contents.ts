import type { QueueCounts } from '../../functions/runtime/protocol/ports.ts';
import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';
import { openSendQueue } from './sqs.ts';

/** Looks into queues and repositories: what is in them goes with them. */
export interface ContentsGateway {
  /** Messages of a queue: SQS's own estimate. */
  messages(queueUrl: string): Promise<QueueCounts>;
  /** Images of a repository, up to `most` and one more. */
  images(repository: string, most: number): Promise<number>;
}

/** Speaks to SQS and ECR through a session. */
export function openContents(session: AwsSession): ContentsGateway {
  return {
    messages: async queueUrl => (await openSendQueue(session, queueUrl)).counts(),
    images: (repository, most) => countImages(session, repository, most),
  };
}

async function countImages(session: AwsSession, repository: string, most: number): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const after = token;
    const page = await callAws('ecr:DescribeImages', async () => {
      const [client, sdk] = await Promise.all([session.ecr(), import('@aws-sdk/client-ecr')]);
      return client.send(
        new sdk.DescribeImagesCommand({ repositoryName: repository, maxResults: 1000, nextToken: after }),
      );
    });
    count += page.imageDetails?.length ?? 0;
    token = page.nextToken;
  } while (token && count <= most);
  return count;
}
