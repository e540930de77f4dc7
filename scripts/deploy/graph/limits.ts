import type { Resource } from '../template/template.ts';
import { evaluate } from '../values/evaluate.ts';
import { accountSymbol, showText, textOfValue } from '../values/values.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, soleEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { StackSource } from './graph.ts';

/** Proves the limits that CloudFormation would find only halfway: lengths of names, and concurrency. */
export function checkLimits(stack: StackSource, problems: Problems): void {
  for (const resource of stack.template.resources.values()) {
    if (resource.condition !== undefined && stack.scope.condition(resource.condition) === false) continue;
    checkName(resource, stack, problems);
    if (resource.type === 'AWS::Lambda::EventSourceMapping') checkConcurrency(resource, stack, problems);
  }
}

// The services' own limits (2026).
const longestNames: ReadonlyMap<string, readonly [property: string, longest: number]> = new Map([
  ['AWS::S3::Bucket', ['BucketName', 63]],
  ['AWS::SQS::Queue', ['QueueName', 80]],
  ['AWS::Lambda::Function', ['FunctionName', 64]],
  ['AWS::IAM::Role', ['RoleName', 64]],
  ['AWS::IAM::ManagedPolicy', ['ManagedPolicyName', 128]],
  ['AWS::ECR::Repository', ['RepositoryName', 256]],
  ['AWS::Events::Rule', ['Name', 64]],
  ['AWS::Scheduler::Schedule', ['Name', 64]],
]);

function checkName(resource: Resource, stack: StackSource, problems: Problems): void {
  const [property, longest] = longestNames.get(resource.type) ?? [];
  const tree = property === undefined ? undefined : child(child(resource.tree, 'Properties'), property);
  if (tree === undefined || longest === undefined) return;
  const name = textOfValue(evaluate(tree, stack.scope), 'a name');
  if (typeof name !== 'string') return;
  const full = name.replaceAll(accountSymbol, '000000000000');
  if (full.length > longest) {
    const message = `the stack ${stack.key} names ${resource.logicalId} ${showText(name)}: ${full.length} characters, at most ${longest} fit`;
    problems.push({ code: 'NAME_LENGTH', message, hint: 'Shorten the prefix or the key.', at: tree.at });
  } else if (resource.type === 'AWS::S3::Bucket' && !isBucketName(full)) {
    const message = `the stack ${stack.key} names the bucket ${resource.logicalId} '${showText(name)}'`;
    problems.push({
      code: 'BUCKET_NAME',
      message,
      hint: 'A bucket takes 3 to 63 lower-case letters, digits, dots and hyphens.',
      at: tree.at,
    });
  }
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
}

// Above the reserved concurrency deliveries are throttled, and each throttled one counts towards the dead-letter queue.
function checkConcurrency(mapping: Resource, stack: StackSource, problems: Problems): void {
  const properties = child(mapping.tree, 'Properties');
  const most = numberAt(child(child(properties, 'ScalingConfig'), 'MaximumConcurrency'), stack);
  const worker = functionOf(child(properties, 'FunctionName'), stack);
  const reserved = numberAt(child(child(worker?.tree, 'Properties'), 'ReservedConcurrentExecutions'), stack);
  if (most === undefined || reserved === undefined || most <= reserved) return;
  const setting =
    stack.entry.parameters.get('MaximumConcurrency') ?? stack.entry.parameters.get('ReservedConcurrency');
  problems.push({
    code: 'CONCURRENCY',
    message: `the stack ${stack.key} lets ${mapping.logicalId} run ${most} at once, but reserves ${reserved} for ${worker?.logicalId}`,
    hint: 'MaximumConcurrency must be at most ReservedConcurrency: throttled deliveries end in the dead-letter queue.',
    at: setting?.at ?? mapping.at,
  });
}

function functionOf(tree: Tree | undefined, stack: StackSource): Resource | undefined {
  const call = tree && soleEntry(tree);
  const name = call?.value.kind === 'list' ? textOf(call.value.items[0]) : textOf(call?.value);
  return name === undefined ? undefined : stack.template.resources.get(name);
}

function numberAt(tree: Tree | undefined, stack: StackSource): number | undefined {
  if (tree === undefined) return undefined;
  const value = evaluate(tree, stack.scope);
  const number =
    value.kind === 'known' && value.value !== '' && value.value !== null ? Number(value.value) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}
