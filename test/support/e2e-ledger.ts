import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { StandingPlace } from './e2e-place.ts';

/** What stands in the ledger of one run, and in its pool's queue, seen by root. */
export interface LedgerView {
  /** Object names below the run, e.g. `results/07.jsonl`. */
  readonly objects: readonly string[];
  readonly results: number;
  readonly claims: number;
  /** Messages waiting, and those with workers. */
  readonly waiting: number;
  readonly inFlight: number;
}

/** Looks behind a run. */
export async function lookAt(
  { prefix, outputs, world: { session } }: StandingPlace,
  { pool, run }: { readonly pool: string; readonly run: string },
): Promise<LedgerView> {
  const Prefix = `runs/${prefix}-${pool}/${run}/`;
  const s3 = await session.s3();
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: outputs[pool]?.DataBucketName, Prefix }),
  );
  const objects = Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
  const { Attributes = {} } = await (await session.sqs()).send(
    new GetQueueAttributesCommand({
      QueueUrl: outputs[pool]?.QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    objects,
    results: objects.filter(name => name.startsWith('results/')).length,
    claims: objects.filter(name => /^attempts\/\d+\/\d+$/.test(name)).length,
    waiting: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
}
