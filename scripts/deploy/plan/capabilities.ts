import { child, entriesOf, type Tree, textOf } from '../yaml/tree.ts';

/** The properties that name what IAM otherwise names itself. */
const IAM_NAMES = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName', 'InstanceProfileName'];

/** Derives what a template must be allowed to do. Nothing is granted that it does not need. */
export function requiredCapabilities(template: Tree): readonly string[] {
  const iam = entriesOf(child(template, 'Resources'))
    .map(({ value }) => value)
    .filter(resource => textOf(child(resource, 'Type'))?.startsWith('AWS::IAM::'));
  const named = iam.some(resource =>
    IAM_NAMES.some(name => child(child(resource, 'Properties'), name) !== undefined),
  );
  return [
    ...(named ? ['CAPABILITY_NAMED_IAM'] : iam.length > 0 ? ['CAPABILITY_IAM'] : []),
    ...(child(template, 'Transform') === undefined ? [] : ['CAPABILITY_AUTO_EXPAND']),
  ];
}
