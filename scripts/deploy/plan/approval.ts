import { createHash } from 'node:crypto';
import type { PlannedStack } from '../plan.ts';

/**
 * Digests what was approved: SHA-256 over the ordered list of stacks, with all that decides what will run. The same
 * intent has the same digest; any other has not.
 */
export function approvalDigest(stacks: readonly PlannedStack[]): string {
  return createHash('sha256')
    .update(JSON.stringify(stacks.map(intentOf)))
    .digest('hex');
}

function intentOf({ key, action, desired, standing, changeSet, rows }: PlannedStack): readonly unknown[] {
  return [
    key,
    action,
    standing?.id ?? 'new',
    changeSet ?? null,
    desired.templateBody,
    desired.parameters.map(parameter => [parameter.name, 'keep' in parameter ? null : parameter.value]),
    [...desired.tags],
    desired.capabilities,
    desired.roleArn ?? null,
    desired.terminationProtection,
    rows.map(({ action, logicalId }) => [action, logicalId]),
  ];
}
