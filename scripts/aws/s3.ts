import type { ObjectStore } from '../../functions/runtime/protocol/ports.ts';
import { s3ObjectStore } from '../../functions/runtime/protocol/s3-object-store.ts';
import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** Parts of 8 MiB let one object hold 80 GB, and four of them fill a line of 1 Gbit/s. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 4;

/** The ledger in a data bucket. Failures are `StoreError`s: the callers know how to wait. */
export async function openObjectStore(session: AwsSession, bucket: string): Promise<ObjectStore> {
  return s3ObjectStore(await session.s3(), bucket);
}

/** Streams objects into a bucket: `uploadObject` without its answer. */
export function openUpload(session: AwsSession, bucket: string) {
  return async (key: string, body: AsyncIterable<Uint8Array>): Promise<void> => {
    await uploadObject(session, { bucket, key }, body);
  };
}

/**
 * Streams one object of any size into a bucket, as a multipart upload when it is large, and answers its ETag. An error of
 * the body aborts the upload and is thrown as it is; nothing stays behind.
 */
export async function uploadObject(
  session: AwsSession,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  body: AsyncIterable<Uint8Array>,
): Promise<string> {
  const [{ Upload }, { Readable }] = await Promise.all([
    import('@aws-sdk/lib-storage'),
    import('node:stream'),
  ]);
  const source = watched(body);
  const upload = new Upload({
    client: await session.s3(),
    params: { Bucket: bucket, Key: key, Body: Readable.from(source.body, { objectMode: false }) },
    partSize: PART_BYTES,
    queueSize: PARTS_AT_ONCE,
  });
  try {
    const { ETag = '' } = await callAws('s3:PutObject', () => upload.done());
    return ETag.replaceAll('"', '');
  } catch (error) {
    throw source.failure() ?? error;
  }
}

/** Remembers what went wrong in the body itself, to tell it from a failure of the upload. */
function watched(body: AsyncIterable<Uint8Array>): {
  body: AsyncGenerator<Uint8Array>;
  failure(): unknown;
} {
  let failure: unknown;
  async function* pass(): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return { body: pass(), failure: () => failure };
}
