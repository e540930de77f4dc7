import { child, entriesOf, itemsOf, type Tree, textOf } from '../yaml/tree.ts';

/** The properties that name what IAM otherwise names itself. */
const IAM_NAMES = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName', 'InstanceProfileName'];

/**
 * Derives what a template must be allowed to do. Nothing is granted that it does not need; what cannot be seen in it
 * (a nested stack, a macro, a module) may need everything: AWS refuses it otherwise.
 */
export function requiredCapabilities(template: Tree): readonly string[] {
  const resources = entriesOf(child(template, 'Resources')).map(({ value }) => value);
  const iam = resources.filter(resource => typeOf(resource).startsWith('AWS::IAM::'));
  const named = iam.some(resource =>
    IAM_NAMES.some(name => child(child(resource, 'Properties'), name) !== undefined),
  );
  const hidden =
    resources.some(resource => hidesMore(typeOf(resource))) ||
    transformsOf(template).some(name => name !== LOOPS);
  return [
    ...(named || hidden ? ['CAPABILITY_NAMED_IAM'] : iam.length > 0 ? ['CAPABILITY_IAM'] : []),
    ...(hidden || transformsOf(template).length > 0 ? ['CAPABILITY_AUTO_EXPAND'] : []),
  ];
}

/** The one transform that adds nothing which does not stand in the template. */
const LOOPS = 'AWS::LanguageExtensions';

/** Tells whether more may be behind a resource of this type than its template shows: a stack, or a module. */
export function hidesMore(type: string): boolean {
  return type === 'AWS::CloudFormation::Stack' || type.endsWith('::MODULE');
}

function typeOf(resource: Tree): string {
  return textOf(child(resource, 'Type')) ?? '';
}

function transformsOf(template: Tree): readonly (string | undefined)[] {
  const transform = child(template, 'Transform');
  if (transform === undefined) return [];
  return transform.kind === 'list' ? itemsOf(transform).map(textOf) : [textOf(transform)];
}
