import type { Position } from '../../errors.ts';
import type { Resource } from '../template/template.ts';
import { evaluate } from '../values/evaluate.ts';
import { readSub, splitSub } from '../values/sub.ts';
import { textOfValue } from '../values/values.ts';
import { child, itemsOf, soleEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { EdgeSource } from './edges.ts';
import type { StackSource } from './graph.ts';
import { namedResource, type Origin, originOf } from './origins.ts';

/** Leave to write objects of a bucket. */
export interface ObjectGrant {
  readonly bucket: Origin;
  /** What every key begins with, up to the first wildcard. */
  readonly keys: string;
  readonly at: Position;
}

const WRITES = new Set(['s3:PutObject', 's3:Put*', 's3:*', '*']);

/** What the roles and policies of a stack may write. A grant whose bucket is not known offline is left out. */
export function objectGrantsOf(stack: StackSource, source: EdgeSource): readonly ObjectGrant[] {
  return [...stack.template.resources.values()]
    .filter(({ type }) => type.startsWith('AWS::IAM::'))
    .flatMap(documentsOf)
    .flatMap(document => listOf(child(document, 'Statement')))
    .filter(statement => textOf(child(statement, 'Effect')) === 'Allow')
    .filter(statement => listOf(child(statement, 'Action')).some(action => WRITES.has(textOf(action) ?? '')))
    .flatMap(statement => listOf(child(statement, 'Resource')))
    .flatMap(resource => grantOn(resource, stack, source) ?? []);
}

function documentsOf({ tree }: Resource): readonly (Tree | undefined)[] {
  const properties = child(tree, 'Properties');
  const inline = itemsOf(child(properties, 'Policies')).map(policy => child(policy, 'PolicyDocument'));
  return [child(properties, 'PolicyDocument'), ...inline];
}

/** Reads `${Bucket.Arn}/keys/*`, with the bucket as a resource or as a variable of the `Fn::Sub`. */
function grantOn(tree: Tree, stack: StackSource, source: EdgeSource): ObjectGrant | undefined {
  const call = soleEntry(tree);
  if (call?.key !== 'Fn::Sub') return undefined;
  const { text = '', variables } = readSub(call.value);
  const [, name, keys] = /^\$\{([^{}!]+)\}\/(.*)$/.exec(text) ?? [];
  if (name === undefined || keys === undefined) return undefined;
  const variable = child(variables, name);
  const bucket = variable === undefined ? namedResource(name, stack) : originOf(variable, stack, source);
  return bucket && { bucket, keys: beginningOf(keys, variables, stack), at: tree.at };
}

/** A name whose value is not known could be anything: it ends the beginning like a wildcard. */
function beginningOf(text: string, variables: Tree | undefined, stack: StackSource): string {
  let beginning = '';
  for (const part of splitSub(text)) {
    const piece = 'literal' in part ? part.literal : (textNamed(part.name, variables, stack) ?? '*');
    const [literal = '', wildcard] = piece.split(/([*?])/, 2);
    beginning += literal;
    if (wildcard !== undefined) break;
  }
  return beginning;
}

function textNamed(name: string, variables: Tree | undefined, { scope }: StackSource): string | undefined {
  const variable = child(variables, name);
  const value = variable ? evaluate(variable, scope) : (scope.parameters.get(name) ?? scope.pseudo.get(name));
  const text = value && textOfValue(value, name);
  return typeof text === 'string' ? text : undefined;
}

function listOf(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined) return [];
  return tree.kind === 'list' ? tree.items : [tree];
}
