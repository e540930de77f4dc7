import type { OpenContext } from '../context.ts';
import type { Template } from '../template/template.ts';
import { parseYaml } from '../yaml/parse.ts';
import { child, textOf } from '../yaml/tree.ts';
import type { ChosenStack } from './selection.ts';

/** A resource of a stack that is about to be deleted. */
export interface DoomedResource {
  readonly key: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** Its DeletionPolicy keeps it: only `--purge` removes it, and only when it is a bucket. */
  readonly retained: boolean;
  /** It is deleted, but a copy stays. */
  readonly snapshot: boolean;
}

/** Lists what a stack holds, and what of it survives the stack: by the deployed template, whatever the file says by now. */
export async function doomedResources(
  { gateways }: OpenContext,
  { node, standing }: Pick<ChosenStack, 'node' | 'standing'>,
): Promise<readonly DoomedResource[]> {
  const { cloudFormation } = gateways;
  const [resources, deployed] = await Promise.all([
    cloudFormation.listResources(standing.id),
    cloudFormation.getTemplate(standing.id).catch(() => undefined),
  ]);
  const policyOf = policies(deployed, node.template);
  return resources
    .filter(({ status, physicalId }) => status !== 'DELETE_COMPLETE' && physicalId !== '')
    .map(({ logicalId, physicalId, resourceType }) => ({
      key: node.key,
      logicalId,
      physicalId,
      type: resourceType,
      retained: RETAINING.has(policyOf(logicalId)),
      snapshot: policyOf(logicalId) === 'Snapshot',
    }));
}

/** Tells whether a resource is a bucket: what a purge can empty. */
export function isBucket({ type }: Pick<DoomedResource, 'type'>): boolean {
  return type === 'AWS::S3::Bucket';
}

/** What a loop writes stands in the deployed text under no name: there the file's own expansion tells. */
function policies(deployed: string | undefined, local: Template): (logicalId: string) => string {
  const tree = deployed === undefined ? undefined : parseYaml('deployed', deployed, []);
  const standing = child(tree, 'Resources');
  return logicalId => {
    const resource = child(standing, logicalId) ?? local.resources.get(logicalId)?.tree;
    return textOf(child(resource, 'DeletionPolicy')) ?? '';
  };
}

const RETAINING: ReadonlySet<string> = new Set(['Retain', 'RetainExceptOnCreate']);
