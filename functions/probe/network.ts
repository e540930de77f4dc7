import { randomBytes } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { rateOf } from './disk.ts';

const MB = 2 ** 20;
const SMALL_REQUESTS = 5;

export interface NetworkMeasure {
  /** Milliseconds of a GET of one byte on an open connection; the median of five. */
  readonly requestMs: number;
  /** MB a second of one request. */
  readonly putRate: number;
  readonly getRate: number;
}

/**
 * Measures the way to S3, which is what a worker's network is for. The object lies where a worker may write, under a name
 * that no run has, is the same each time, and goes with the bucket's lifecycle.
 */
export async function measureNetwork(sizeMb: number, variables: NodeJS.ProcessEnv): Promise<NetworkMeasure> {
  const s3 = new S3Client({ forcePathStyle: variables.AWS_ENDPOINT_URL !== undefined });
  const object = {
    Bucket: variables.CLOUDPOOL_BUCKET,
    Key: `runs/${variables.CLOUDPOOL_POOL}/probe/blobs/block`,
  };
  const get = async (range?: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ ...object, Range: range }));
    await Body?.transformToByteArray();
  };
  try {
    await s3.send(new PutObjectCommand({ ...object, Body: 'warm' }));
    const body = randomBytes(sizeMb * MB);
    const putRate = await rateOf(sizeMb, () => s3.send(new PutObjectCommand({ ...object, Body: body })));
    const getRate = await rateOf(sizeMb, () => get());
    return { requestMs: await medianMs(() => get('bytes=0-0')), putRate, getRate };
  } finally {
    s3.destroy();
  }
}

async function medianMs(request: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < SMALL_REQUESTS; count += 1) {
    const began = performance.now();
    await request();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(SMALL_REQUESTS / 2)] ?? 0;
}
