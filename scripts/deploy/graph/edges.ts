import type { Position } from '../../errors.ts';
import type { Environment } from '../environment/environment.ts';
import { evaluate } from '../values/evaluate.ts';
import { textOfValue } from '../values/values.ts';
import { type Problems, suggest } from '../yaml/problems.ts';
import { reportAbsent, reportDangling, reportUnknownName } from './dangling.ts';
import type { Export } from './exports.ts';
import type { Edge, StackSource } from './graph.ts';
import { findImports, type Import } from './imports.ts';
import { followWeak } from './weak.ts';

/** All that the edges are found from. */
export interface EdgeSource {
  readonly environment: Environment;
  /** The stacks whose templates could be read. */
  readonly stacks: ReadonlyMap<string, StackSource>;
  readonly exports: ReadonlyMap<string, Export>;
}

/** Finds who waits for whom, each edge once. Imports that lead nowhere go to `problems`. */
export function findEdges(source: EdgeSource, problems: Problems): readonly Edge[] {
  const edges = [...source.stacks.values()].flatMap(stack => [
    ...findImports(stack).flatMap(found => followImport(found, stack, source, problems)),
    ...findFunctionEdge(stack, source, problems),
    ...stack.entry.after.filter(key => source.stacks.has(key)).map(key => afterEdge(key, stack)),
  ]);
  const unique = new Map<string, Edge>();
  for (const edge of edges) {
    const id = [edge.from, edge.to, edge.kind, edge.via].join(' ');
    const first = unique.get(id);
    if (first === undefined || (first.may && !edge.may)) unique.set(id, edge);
  }
  return [...unique.values()];
}

function afterEdge(key: string, stack: StackSource): Edge {
  return { from: key, to: stack.key, kind: 'after', at: stack.entry.at };
}

function followImport(
  found: Import,
  stack: StackSource,
  source: EdgeSource,
  problems: Problems,
): readonly Edge[] {
  return found.kind === 'strong'
    ? followStrong(found, stack, source, problems)
    : followWeak(found, stack, source, problems);
}

function followStrong(
  found: Import,
  stack: StackSource,
  source: EdgeSource,
  problems: Problems,
): readonly Edge[] {
  const name = textOfValue(evaluate(found.argument, stack.scope), 'the name of an import');
  if (typeof name !== 'string') {
    reportUnknownName(name, found, stack, problems);
    return [];
  }
  const target = source.exports.get(name);
  if (target?.absent !== undefined) reportAbsent(target, found, stack, problems);
  else if (target === undefined) reportDangling(name, { found, stack, source }, problems);
  else
    return [{ from: target.stack, to: stack.key, kind: 'strong', at: found.at, via: name, ...mayOf(found) }];
  return [];
}

function findFunctionEdge(stack: StackSource, source: EdgeSource, problems: Problems): readonly Edge[] {
  const { artifacts } = source.environment;
  const producer = artifacts && source.stacks.get(artifacts.stack);
  if (stack.entry.function === undefined || artifacts === undefined || producer === undefined) return [];
  requireOutput(artifacts.output, producer, stack.entry.at, problems);
  return [{ from: producer.key, to: stack.key, kind: 'function', at: stack.entry.at, via: artifacts.output }];
}

/** Refuses an output that a stack does not have, or only behind a false condition. */
export function requireOutput(name: string, producer: StackSource, at: Position, problems: Problems): void {
  const { outputs, opaque } = producer.template;
  if (opaque) return;
  const output = outputs.get(name);
  const absent = output?.condition !== undefined && producer.scope.condition(output.condition) === false;
  if (output !== undefined && !absent) return;
  const message = absent
    ? `the stack ${producer.key} has the output ${name} only under the condition ${output?.condition}, which is false here`
    : `the stack ${producer.key} has no output ${name}`;
  problems.push({
    code: 'UNKNOWN_OUTPUT',
    message,
    hint: absent ? undefined : suggest(name, outputs.keys()),
    at,
  });
}

/** Marks an edge that hangs on something unknown. */
export function mayOf({ may }: Import): { may?: true } {
  return may === undefined ? {} : { may: true };
}
