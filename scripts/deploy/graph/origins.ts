import { evaluate } from '../values/evaluate.ts';
import { readSub } from '../values/sub.ts';
import { textOfValue } from '../values/values.ts';
import { itemsOf, soleEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { EdgeSource } from './edges.ts';
import type { StackSource } from './graph.ts';

/** A resource of one of the environment's stacks. */
export interface Origin {
  readonly stack: StackSource;
  readonly logicalId: string;
}

/** Finds the resource that an expression names or gives an attribute of, through exports. `undefined`: not known offline. */
export function originOf(tree: Tree | undefined, stack: StackSource, source: EdgeSource): Origin | undefined {
  const call = tree && soleEntry(tree);
  if (call === undefined) return undefined;
  if (call.key === 'Ref') return namedResource(textOf(call.value), stack);
  if (call.key === 'Fn::GetAtt')
    return namedResource(textOf(itemsOf(call.value)[0]) ?? textOf(call.value), stack);
  if (call.key === 'Fn::Sub')
    return namedResource(/^\$\{([^{}!]+)\}$/.exec(readSub(call.value).text ?? '')?.[1], stack);
  return call.key === 'Fn::ImportValue' ? exported(call.value, stack, source) : undefined;
}

/** Tells whether both are the same resource. */
export function isSame(one: Origin | undefined, other: Origin | undefined): boolean {
  return one !== undefined && one.stack === other?.stack && one.logicalId === other.logicalId;
}

/** The resource that a `Ref`, or a name in a `Fn::Sub`, means: `Bucket` and `Bucket.Arn` alike. */
export function namedResource(reference: string | undefined, stack: StackSource): Origin | undefined {
  const logicalId = reference?.split('.')[0] ?? '';
  return stack.template.resources.has(logicalId) ? { stack, logicalId } : undefined;
}

function exported(argument: Tree, stack: StackSource, source: EdgeSource): Origin | undefined {
  const name = textOfValue(evaluate(argument, stack.scope), 'the name of an import');
  const found = typeof name === 'string' ? source.exports.get(name) : undefined;
  const producer = found && source.stacks.get(found.stack);
  return producer && originOf(producer.template.outputs.get(found.output)?.value, producer, source);
}
