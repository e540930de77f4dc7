import type { StackState } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';
import { child, textOf } from '../yaml/tree.ts';

/** A resource of a stack that is about to be deleted. */
export interface DoomedResource {
  readonly key: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** Its DeletionPolicy keeps it: only `--purge` removes it, and only when it is a bucket. */
  readonly retained: boolean;
}

/** Lists what a stack holds, and what of it survives the stack. */
export async function doomedResources(
  { gateways }: OpenContext,
  { key, template }: StackNode,
  { id }: StackState,
): Promise<readonly DoomedResource[]> {
  const resources = await gateways.cloudFormation.listResources(id);
  return resources
    .filter(({ status, physicalId }) => status !== 'DELETE_COMPLETE' && physicalId !== '')
    .map(({ logicalId, physicalId, resourceType }) => ({
      key,
      logicalId,
      physicalId,
      type: resourceType,
      retained: RETAINING.has(textOf(child(template.resources.get(logicalId)?.tree, 'DeletionPolicy')) ?? ''),
    }));
}

/** Tells whether a resource is a bucket: what a purge can empty. */
export function isBucket({ type }: DoomedResource): boolean {
  return type === 'AWS::S3::Bucket';
}

const RETAINING: ReadonlySet<string> = new Set(['Retain', 'RetainExceptOnCreate']);
