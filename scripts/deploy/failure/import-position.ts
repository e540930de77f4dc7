import type { Position } from '../../errors.ts';
import type { StackNode } from '../graph/graph.ts';
import { findImports } from '../graph/imports.ts';
import { evaluate } from '../values/evaluate.ts';
import { readSub, splitSub } from '../values/sub.ts';
import { textOfValue } from '../values/values.ts';
import { soleEntry, type Tree } from '../yaml/tree.ts';

/**
 * Where a template imports the export that a reason says is missing. What its parameters stand for is known of the stack
 * itself; of a nested one only the literal parts of the name can be compared.
 */
export function importPosition(stack: StackNode, reason: string, nested: boolean): Position | undefined {
  const name = /No export named (\S+) found/.exec(reason)?.[1];
  if (name === undefined) return undefined;
  const imports = findImports(stack).filter(({ kind }) => kind === 'strong');
  const exact = nested
    ? undefined
    : imports.find(({ argument }) => textOfValue(evaluate(argument, stack.scope), 'an import') === name);
  return (exact ?? imports.find(({ argument }) => mayBe(argument, name)))?.at;
}

function mayBe(argument: Tree, name: string): boolean {
  const call = soleEntry(argument);
  const text = argument.kind === 'scalar' ? argument.text : undefined;
  if (text !== undefined) return text === name;
  if (call?.key !== 'Fn::Sub') return false;
  const parts = splitSub(readSub(call.value).text ?? '').map(part =>
    'literal' in part ? part.literal.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&') : '.*',
  );
  return new RegExp(`^${parts.join('')}$`).test(name);
}
