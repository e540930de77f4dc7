import type { OpenContext } from '../context.ts';
import { type DoomedResource, isBucket } from './doomed-resources.ts';

/** Empties the buckets that go with their stack: CloudFormation deletes only empty ones. */
export async function emptyBuckets(
  context: OpenContext,
  resources: readonly DoomedResource[],
): Promise<void> {
  for (const bucket of resources.filter(resource => isBucket(resource) && !resource.retained)) {
    await emptyBucket(context, bucket.physicalId);
  }
}

/** Empties and deletes the buckets that outlive their stack: only once it is gone, so that nothing writes any more. */
export async function removeRetainedBuckets(
  context: OpenContext,
  resources: readonly DoomedResource[],
): Promise<void> {
  const retained = resources.filter(resource => isBucket(resource) && resource.retained);
  await removeBuckets(
    context,
    retained.map(({ physicalId }) => physicalId),
  );
}

/** Empties and deletes buckets by their names. */
export async function removeBuckets(context: OpenContext, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await emptyBucket(context, name);
    await context.gateways.buckets.remove(name);
  }
}

async function emptyBucket({ gateways, report }: OpenContext, bucket: string): Promise<void> {
  const objects = await gateways.buckets.empty(bucket);
  report({ type: 'notice', message: `${bucket} is empty: ${objects} object versions deleted.` });
}
