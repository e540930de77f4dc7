import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ListPage, ObjectStore } from './ports.ts';
import { describeFailure, toStoreError } from './sdk-failure.ts';

/** The ledger in a bucket. Retries belong to the caller (and to the SDK): every failure says whether it is transient. */
export function s3ObjectStore(client: S3Client, bucket: string): ObjectStore {
  return {
    get: async (key, range) => {
      if (range !== undefined && range.from >= range.to) return new Uint8Array();
      const Range = range && `bytes=${range.from}-${range.to - 1}`;
      return ask(`GET ${key}`, { absent: undefined }, async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }));
        return Body?.transformToByteArray();
      });
    },
    put: (key, body) =>
      ask(`PUT ${key}`, {}, async () => {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
      }),
    putIfAbsent: (key, body) =>
      ask(`PUT ${key}`, { refused: 'exists' as const }, async () => {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, IfNoneMatch: '*' }));
        return 'created' as const;
      }),
    list: (prefix, options = {}) =>
      ask(`LIST ${prefix}`, {}, () => listPage(client, { bucket, prefix, ...options })),
  };
}

async function listPage(
  client: S3Client,
  request: { bucket: string; prefix: string; startAfter?: string; limit?: number },
): Promise<ListPage> {
  const command = new ListObjectsV2Command({
    Bucket: request.bucket,
    Prefix: request.prefix,
    StartAfter: request.startAfter,
    MaxKeys: request.limit,
  });
  let at = Date.now();
  // The output carries no headers: the store's clock is read from the answer underneath it.
  command.middlewareStack.add(
    next => async args => {
      const answer = await next(args);
      at = dateOf(answer.response) ?? at;
      return answer;
    },
    { step: 'deserialize', name: 'cloudpoolDate' },
  );
  const answer: ListObjectsV2CommandOutput = await client.send(command);
  const objects = (answer.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
    key: Key,
    size: Size,
    modified: LastModified?.getTime() ?? 0,
  }));
  return { objects, more: answer.IsTruncated ?? false, at };
}

function dateOf(response: unknown): number | undefined {
  const headers = (response as { readonly headers?: { readonly date?: string } } | undefined)?.headers;
  const at = Date.parse(headers?.date ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** `absent`: the answer to 404. `refused`: the answer to 412. Without them these are failures like any other. */
async function ask<Answer>(
  what: string,
  answers: { readonly absent?: Answer; readonly refused?: Answer },
  send: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    const { name, status } = describeFailure(error);
    if ('absent' in answers && (name === 'NoSuchKey' || (status === 404 && name !== 'NoSuchBucket'))) {
      return answers.absent as Answer;
    }
    if ('refused' in answers && status === 412) return answers.refused as Answer;
    throw toStoreError(what, error);
  }
}
