import type { Readable } from 'node:stream';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openObject } from '../vectorize/open-object.ts';

/** An object as it was when it was listed. */
export interface Source {
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** A bucket as the report sees it. */
export interface Objects {
  /** In the order of their keys, without the markers of empty folders. */
  list(prefix: string): AsyncIterable<Source>;
  /** Throws `ObjectGone` when it is not what was listed any more. */
  open(source: Source): Promise<Readable>;
  /** Overwrites. */
  put(key: string, json: string): Promise<void>;
}

let client: S3Client | undefined;

/** A bucket in S3. */
export function s3Objects(bucket: string, signal: AbortSignal): Objects {
  // An endpoint of one's own, as an emulator's, has no host name per bucket.
  client ??= new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const s3 = client;
  return {
    list: prefix => list(s3, { bucket, prefix, signal }),
    open: source => openObject({ bucket, ...source }, signal),
    put: async (key, json) => {
      const command = { Bucket: bucket, Key: key, Body: json, ContentType: 'application/json' };
      await s3.send(new PutObjectCommand(command), { abortSignal: signal });
    },
  };
}

async function* list(
  s3: S3Client,
  {
    bucket,
    prefix,
    signal,
  }: { readonly bucket: string; readonly prefix: string; readonly signal: AbortSignal },
): AsyncGenerator<Source> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
    const { Contents = [], NextContinuationToken } = await s3.send(command, { abortSignal: signal });
    for (const { Key = '', ETag = '', Size = 0 } of Contents) {
      if (!Key.endsWith('/')) yield { key: Key, etag: ETag.replaceAll('"', ''), size: Size };
    }
    token = NextContinuationToken;
  } while (token !== undefined);
}
