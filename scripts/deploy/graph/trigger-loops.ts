import { formatPosition } from '../../errors.ts';
import type { Resource } from '../template/template.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Value } from '../values/values.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, itemsOf, type Tree, textOf } from '../yaml/tree.ts';
import type { EdgeSource } from './edges.ts';
import type { StackSource } from './graph.ts';
import { objectGrantsOf } from './object-grants.ts';
import { isSame, originOf } from './origins.ts';

/**
 * Refuses a trigger whose tasks may write what it watches: every result would start the next task, for ever. What is
 * written is read from the grants of the stack that gets the events. A circle through a second trigger is not seen.
 */
export function checkTriggerLoops(source: EdgeSource, problems: Problems): void {
  for (const stack of source.stacks.values()) {
    for (const resource of stack.template.resources.values()) {
      if (resource.type !== 'AWS::Events::Rule') continue;
      if (resource.condition !== undefined && stack.scope.condition(resource.condition) === false) continue;
      checkRule(resource, stack, source, problems);
    }
  }
}

function checkRule(rule: Resource, stack: StackSource, source: EdgeSource, problems: Problems): void {
  const properties = child(rule.tree, 'Properties');
  const pattern = child(properties, 'EventPattern');
  const detail = child(pattern, 'detail');
  if (!itemsOf(child(pattern, 'source')).some(item => textOf(item) === 'aws.s3')) return;
  const buckets = itemsOf(child(child(detail, 'bucket'), 'name')).map(name => originOf(name, stack, source));
  const watched = beginnings(child(child(detail, 'object'), 'key'), stack);
  const targets = itemsOf(child(properties, 'Targets')).map(
    target => originOf(child(target, 'Arn'), stack, source)?.stack,
  );
  for (const worker of new Set([...targets, stack])) {
    for (const { bucket, keys, at } of worker ? objectGrantsOf(worker, source) : []) {
      if (!buckets.some(name => isSame(name, bucket))) continue;
      const met = watched.find(prefix => prefix.startsWith(keys) || keys.startsWith(prefix));
      if (met === undefined) continue;
      problems.push({
        code: 'TRIGGER_LOOP',
        message: `the rule ${rule.logicalId} of the stack ${stack.key} watches '${met}', and the stack ${worker?.key} may write '${keys}' (${formatPosition(at)}): each object would make a task, and each task another object`,
        hint: 'Watch another prefix, or let the tasks write elsewhere.',
        at: stack.entry.parameters.get('ObjectPrefix')?.at ?? rule.at,
      });
    }
  }
}

/** What the watched keys begin with. Without a filter, and where it is not known, all of them are watched. */
function beginnings(keys: Tree | undefined, { scope }: StackSource): readonly string[] {
  return keys === undefined ? [''] : itemsOf(keys).map(item => beginningOf(evaluate(item, scope)));
}

function beginningOf(filter: Value): string {
  if (filter.kind === 'known') return String(filter.value);
  const entries = filter.kind === 'map' ? filter.entries : undefined;
  const text = entries?.get('prefix') ?? entries?.get('wildcard');
  return text?.kind === 'known' ? String(text.value).replace(/\*.*$/, '') : '';
}
