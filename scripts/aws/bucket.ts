import { AwsError, callAws, unless } from './aws-error.ts';
import { bucketReads, type TaggedBucket } from './bucket-reads.ts';
import type { AwsSession } from './session.ts';

/** What deploying needs of S3: packages go in, and a purge takes everything out. */
export interface BucketGateway {
  /** By listing: a HEAD before the object exists can be cached negatively. */
  has(bucket: string, key: string): Promise<boolean>;
  /** Writes only where nothing is. */
  putIfAbsent(bucket: string, key: string, body: Uint8Array): Promise<'created' | 'exists'>;
  /** Deletes every version and delete marker. Answers how many went; 0 when there is no bucket. */
  empty(bucket: string): Promise<number>;
  /** Deletes an empty bucket; a bucket that is not there is fine. */
  remove(bucket: string): Promise<void>;
  /** Object versions and delete markers in a bucket, up to `most` and a page more; 0 when there is no bucket. */
  count(bucket: string, most: number): Promise<number>;
  /** Names of the folders directly below a prefix that ends with a slash. */
  folders(bucket: string, prefix: string): Promise<readonly string[]>;
  /** The account's buckets whose names begin so. */
  tagged(prefix: string): Promise<readonly TaggedBucket[]>;
}

type Sdk = typeof import('@aws-sdk/client-s3');
type Client = InstanceType<Sdk['S3Client']>;
/** Makes one call of S3's, under the name that AWS gives it. */
export type Call = <Answer>(
  name: string,
  send: (client: Client, sdk: Sdk) => Promise<Answer>,
) => Promise<Answer>;

/** Speaks to S3 through a session. */
export function openBuckets(session: AwsSession): BucketGateway {
  const call: Call = (name, send) =>
    callAws(`s3:${name}`, async () => send(await session.s3(), await import('@aws-sdk/client-s3')));
  return {
    ...bucketReads(call),
    has: async (bucket, key) => {
      const answer = await call('ListObjectsV2', (client, sdk) =>
        client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 })),
      );
      return answer.Contents?.[0]?.Key === key;
    },
    putIfAbsent: async (bucket, key, body) => {
      const put = () =>
        call('PutObject', (client, sdk) =>
          client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, IfNoneMatch: '*' })),
        );
      return (await unless('PreconditionFailed', put)) === undefined ? 'exists' : 'created';
    },
    empty: async bucket => {
      const gone = await unless('NoSuchBucket', () => deleteVersions(call, bucket));
      return gone ?? 0;
    },
    remove: async bucket => {
      await unless('NoSuchBucket', () =>
        call('DeleteBucket', (client, sdk) => client.send(new sdk.DeleteBucketCommand({ Bucket: bucket }))),
      );
    },
  };
}

/** The first page again and again: what was on it is gone, so no marker can skip anything. */
async function deleteVersions(call: Call, bucket: string): Promise<number> {
  for (let gone = 0; ; ) {
    const page = await call('ListObjectVersions', (client, sdk) =>
      client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket })),
    );
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (objects.length === 0) return gone;
    const { Errors = [] } = await call('DeleteObjects', (client, sdk) =>
      client.send(
        new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
      ),
    );
    const refused = Errors[0];
    if (refused !== undefined) throw refusal(bucket, refused);
    gone += objects.length;
  }
}

interface Refusal {
  readonly Key?: string | undefined;
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

function refusal(bucket: string, { Key = '', Code = '', Message = '' }: Refusal): AwsError {
  return new AwsError(`s3:DeleteObjects: ${bucket}/${Key}: ${Message || Code}`, {
    code: 'OBJECT_NOT_DELETED',
    awsName: Code,
    transient: false,
  });
}
