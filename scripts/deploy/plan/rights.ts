import type { ChangeRow } from '../events.ts';

/** Types that give rights to somebody (2026-11): identities, their policies, and policies of resources. */
const IDENTITY_TYPE = /^AWS::IAM::(Role|User|Group|Policy|ManagedPolicy|RolePolicy|UserPolicy|GroupPolicy)$/;
const RESOURCE_POLICY_TYPE =
  /^AWS::(Lambda::Permission|S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|SecretsManager::ResourcePolicy|ECR::RegistryPolicy|KMS::Key)$/;

/** Properties that hold rights; of any other nobody has to be told. */
const RIGHTS = /polic|permission|boundary|action|principal|statement|source/i;

/**
 * Says how a row gives somebody more rights; `undefined` when it certainly does not. A change counts unless its values
 * show that nothing more is allowed and nothing less denied.
 */
export function widensRights({ action, logicalId, type, details }: ChangeRow): string | undefined {
  const identity = IDENTITY_TYPE.test(type);
  if (!identity && !RESOURCE_POLICY_TYPE.test(type)) return undefined;
  const named = `${logicalId} (${type})`;
  if (action === 'Add' || action === 'Import') return `${named} is new`;
  if (action === 'Remove') return identity ? undefined : `${named} is removed, with what it denies`;
  if (details.length === 0) return `${named} may give more`;
  return details.some(widens) ? `${named} gives more, or may` : undefined;
}

function widens({ path, before, after }: ChangeRow['details'][number]): boolean {
  if (!RIGHTS.test(path)) return false;
  if (/boundary/i.test(path)) return true;
  const [old, next] = [parse(before), parse(after)];
  if (old === undefined || next === undefined) return true;
  const allowed = statements(old, 'Allow');
  const stillDenied = statements(next, 'Deny');
  const comparable = allowed.size + statements(old, 'Deny').size > 0;
  if (!comparable) return true;
  return (
    [...statements(next, 'Allow')].some(statement => !allowed.has(statement)) ||
    [...statements(old, 'Deny')].some(statement => !stillDenied.has(statement))
  );
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Every statement of an effect, however deep, written in one way. */
function statements(value: unknown, effect: 'Allow' | 'Deny'): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('Effect' in part && part.Effect === effect) found.add(canonical(part));
    for (const item of Object.values(part)) visit(item);
  };
  visit(value);
  return found;
}

/** JSON with sorted keys and sorted lists: their order means nothing in a policy. The Sid is only a name. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([key]) => key !== 'Sid');
  return `{${entries
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .sort()
    .join(',')}}`;
}
