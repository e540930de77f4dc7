import type { OpenContext } from '../context.ts';
import { type DoomedResource, isBucket } from './retained.ts';

/** Empties the buckets that go with their stack: CloudFormation deletes only empty ones. */
export async function emptyBuckets(
  context: OpenContext,
  resources: readonly DoomedResource[],
): Promise<void> {
  for (const bucket of resources.filter(resource => isBucket(resource) && !resource.retained)) {
    await emptyBucket(context, bucket);
  }
}

/** Empties and deletes the buckets that outlive their stack: only once it is gone, so that nothing writes any more. */
export async function removeRetainedBuckets(
  context: OpenContext,
  resources: readonly DoomedResource[],
): Promise<void> {
  for (const bucket of resources.filter(resource => isBucket(resource) && resource.retained)) {
    await emptyBucket(context, bucket);
    await context.gateways.buckets.remove(bucket.physicalId);
  }
}

async function emptyBucket({ gateways, report }: OpenContext, { physicalId }: DoomedResource): Promise<void> {
  const objects = await gateways.buckets.empty(physicalId);
  report({ type: 'notice', message: `${physicalId} is empty: ${objects} object versions deleted.` });
}
