import { Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PermanentError } from '../runtime/index.ts';
import type { ObjectNotice } from './object-notice.ts';

/** The object is not there any more, or not as it was. A new one has a notice of its own. */
export class ObjectGone extends PermanentError {
  override readonly name = 'ObjectGone';
}

let client: S3Client | undefined;

/** Opens the very object that the notice tells of. Throws `ObjectGone` when it was deleted or replaced. */
export async function openObject(
  { bucket, key, etag }: ObjectNotice,
  signal: AbortSignal,
): Promise<Readable> {
  // An endpoint of one's own, as an emulator's, has no host name per bucket.
  client ??= new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${etag}"` });
  try {
    const { Body } = await client.send(command, { abortSignal: signal });
    if (Body instanceof Readable) return Body;
  } catch (error) {
    const gone = ['NoSuchKey', 'PreconditionFailed'].includes((error as Error).name);
    throw gone ? new ObjectGone(`s3://${bucket}/${key} was deleted or replaced`, { cause: error }) : error;
  }
  throw new Error(`s3://${bucket}/${key}: the answer has no body`);
}
