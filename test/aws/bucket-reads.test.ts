import { expect } from 'chai';
import { openBuckets } from '../../scripts/aws/bucket.ts';
import { openContents } from '../../scripts/aws/contents.ts';
import { stubSession } from '../support/stub-session.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

describe('openBuckets', () => {
  const page = (keys: readonly string[], next?: string) => ({
    Versions: keys.map(Key => ({ Key, VersionId: '1' })),
    ...(next === undefined
      ? { IsTruncated: false }
      : { IsTruncated: true, NextKeyMarker: next, NextVersionIdMarker: '1' }),
  });

  it('counts versions and delete markers over all pages', async () => {
    const { session, calls } = stubSession({
      ListObjectVersions: ({ KeyMarker }) =>
        KeyMarker === 'b' ? { ...page(['c']), DeleteMarkers: [{ Key: 'd' }] } : page(['a', 'b'], 'b'),
    });
    expect(await openBuckets(session).count('bucket', 100)).to.equal(4);
    expect(calls).to.have.lengthOf(2);
  });

  it('counts no further than the page that goes beyond the most', async () => {
    const { session, calls } = stubSession({ ListObjectVersions: () => page(['a', 'b'], 'b') });
    expect(await openBuckets(session).count('bucket', 3)).to.equal(4);
    expect(calls).to.have.lengthOf(2);
  });

  it('finds nothing in a bucket that is not there', async () => {
    const gone = () => {
      throw named('NoSuchBucket');
    };
    const { session } = stubSession({ ListObjectVersions: gone, ListObjectsV2: gone });
    expect(await openBuckets(session).count('bucket', 1)).to.equal(0);
    expect(await openBuckets(session).folders('bucket', 'runs/')).to.deep.equal([]);
  });

  it('names the folders below a prefix, over all pages', async () => {
    const { session } = stubSession({
      ListObjectsV2: ({ ContinuationToken, Delimiter }) => {
        expect(Delimiter).to.equal('/');
        const run = ContinuationToken === undefined ? 'r1' : 'r2';
        return {
          CommonPrefixes: [{ Prefix: `runs/p/${run}/` }],
          NextContinuationToken: ContinuationToken === undefined ? 'more' : undefined,
        };
      },
    });
    expect(await openBuckets(session).folders('bucket', 'runs/p/')).to.deep.equal(['r1', 'r2']);
  });

  it('finds buckets with their tags; one whose tags cannot be read has none', async () => {
    const { session } = stubSession({
      ListBuckets: () => ({ Buckets: [{ Name: 't-a' }, { Name: 't-b' }, { Name: 'other' }] }),
      GetBucketTagging: ({ Bucket }) => {
        if (Bucket === 't-b') throw named('AccessDenied');
        return { TagSet: [{ Key: 'k', Value: 'v' }] };
      },
    });
    expect(await openBuckets(session).tagged('t-')).to.deep.equal([
      { name: 't-a', tags: new Map([['k', 'v']]) },
      { name: 't-b', tags: new Map() },
    ]);
  });
});

describe('openContents', () => {
  it('reads the three counts of a queue', async () => {
    const { session } = stubSession({
      GetQueueAttributes: () => ({
        Attributes: {
          ApproximateNumberOfMessages: '3',
          ApproximateNumberOfMessagesNotVisible: '2',
          ApproximateNumberOfMessagesDelayed: '1',
        },
      }),
    });
    expect(await openContents(session).messages('url')).to.deep.equal({
      visible: 3,
      inFlight: 2,
      delayed: 1,
    });
  });

  it('counts images until there are more than the most', async () => {
    const { session, calls } = stubSession({
      DescribeImages: () => ({ imageDetails: [{}, {}], nextToken: 'more' }),
    });
    expect(await openContents(session).images('repository', 3)).to.equal(4);
    expect(calls).to.have.lengthOf(2);
  });
});
