import { formatPosition, type Position } from '../../errors.ts';
import { evaluate } from '../values/evaluate.ts';
import { showText, textOfValue } from '../values/values.ts';
import type { Problems } from '../yaml/problems.ts';
import type { StackSource } from './graph.ts';

/** An export of one of the environment's stacks. */
export interface Export {
  readonly name: string;
  readonly stack: string;
  readonly output: string;
  readonly at: Position;
  /** The false condition that keeps it from existing. */
  readonly absent?: string;
}

/** Finds every export by its name. Two outputs that exist under one name are refused. */
export function indexExports(stacks: Iterable<StackSource>, problems: Problems): ReadonlyMap<string, Export> {
  const index = new Map<string, Export>();
  for (const stack of stacks) {
    for (const found of exportsOf(stack)) {
      const first = index.get(found.name);
      if (first === undefined || first.absent !== undefined) index.set(found.name, found);
      else if (found.absent === undefined) reportTwice(found, first, problems);
    }
  }
  return index;
}

function exportsOf({ key, template, scope }: StackSource): readonly Export[] {
  return [...template.outputs.values()].flatMap(output => {
    if (output.exportName === undefined) return [];
    const name = textOfValue(evaluate(output.exportName, scope), 'the name of an export');
    if (typeof name !== 'string') return [];
    const { condition } = output;
    const absent =
      condition !== undefined && scope.condition(condition) === false ? { absent: condition } : {};
    return [{ name, stack: key, output: output.name, at: output.at, ...absent }];
  });
}

function reportTwice(second: Export, first: Export, problems: Problems): void {
  problems.push({
    code: 'DUPLICATE_EXPORT',
    message: `the stacks ${first.stack} and ${second.stack} both export ${showText(second.name)} (first at ${formatPosition(first.at)})`,
    hint: `Start the name of an export with \${AWS::StackName}.`,
    at: second.at,
  });
}
