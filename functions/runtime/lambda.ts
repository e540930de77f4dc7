import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { workerPorts } from './aws/worker-ports.ts';
import { createLambdaHandler } from './lambda-handler.ts';
import { createThreadExecutor } from './threads/thread-executor.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';
import { workerEnvironment } from './worker-environment.ts';

/** Opened while Lambda initialises the process: the function's code loads before the first event comes. */
const dependencies = open();

/** The supervisor's entry: `index.mjs` of the package. The function itself lies beside it, in `thread.mjs`. */
export const handler = createLambdaHandler(() => dependencies);

function open(): WorkerDependencies {
  const environment = workerEnvironment(process.env);
  const { memoryMb, endpoint } = environment;
  // An endpoint of one's own, as an emulator's, has no host name per bucket.
  const s3 = new S3Client({ forcePathStyle: endpoint !== undefined });
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: endpoint === undefined });
  const log = (entry: object) => void process.stderr.write(`${JSON.stringify(entry)}\n`);
  const executor = createThreadExecutor({ file: new URL('./thread.mjs', import.meta.url), memoryMb, log });
  return { ...workerPorts(environment, { s3, sqs, log }), executor };
}
