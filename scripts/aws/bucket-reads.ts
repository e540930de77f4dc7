import { unless } from './aws-error.ts';
import type { BucketGateway, Call } from './bucket.ts';

/** A bucket with the tags that CloudFormation and Cloudpool gave it. */
export interface TaggedBucket {
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
}

type BucketReads = Pick<BucketGateway, 'count' | 'folders' | 'tagged'>;

/** The calls that look into buckets, or for them. */
export function bucketReads(call: Call): BucketReads {
  return {
    count: async (bucket, most) =>
      (await unless('NoSuchBucket', () => countVersions(call, bucket, most))) ?? 0,
    folders: async (bucket, prefix) =>
      (await unless('NoSuchBucket', () => listFolders(call, bucket, prefix))) ?? [],
    tagged: async prefix => {
      const names = await listBuckets(call, prefix);
      return Promise.all(names.map(async name => ({ name, tags: await readTags(call, name) })));
    },
  };
}

/** A thousand a page: stops with the page that goes beyond `most`. */
async function countVersions(call: Call, bucket: string, most: number): Promise<number> {
  let count = 0;
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker !== undefined && count <= most) {
    const after: { KeyMarker?: string; VersionIdMarker?: string } = marker;
    const page = await call('ListObjectVersions', (client, sdk) =>
      client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket, ...after })),
    );
    count += (page.Versions?.length ?? 0) + (page.DeleteMarkers?.length ?? 0);
    const { NextKeyMarker, NextVersionIdMarker } = page;
    marker =
      page.IsTruncated && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
          }
        : undefined;
  }
  return count;
}

async function listFolders(call: Call, bucket: string, prefix: string): Promise<readonly string[]> {
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const page = await call('ListObjectsV2', (client, sdk) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          Delimiter: '/',
          ContinuationToken: token,
        }),
      ),
    );
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) folders.push(Prefix.slice(prefix.length, -1));
    token = page.NextContinuationToken;
  } while (token);
  return folders;
}

async function listBuckets(call: Call, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await call('ListBuckets', (client, sdk) =>
      client.send(new sdk.ListBucketsCommand({ Prefix: prefix, MaxBuckets: 1000, ContinuationToken: token })),
    );
    for (const { Name } of page.Buckets ?? []) if (Name?.startsWith(prefix)) names.push(Name);
    token = page.ContinuationToken;
  } while (token);
  return names;
}

/** A bucket that nobody tagged, or that is somebody else's, has no tags to go by. */
async function readTags(call: Call, bucket: string): Promise<ReadonlyMap<string, string>> {
  const ask = () =>
    call('GetBucketTagging', (client, sdk) =>
      client.send(new sdk.GetBucketTaggingCommand({ Bucket: bucket })),
    );
  const answer = await ask().catch(() => undefined);
  return new Map((answer?.TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}
