import { evaluate } from '../values/evaluate.ts';
import { textOfValue } from '../values/values.ts';
import type { Problems } from '../yaml/problems.ts';
import { child } from '../yaml/tree.ts';
import type { StackSource } from './graph.ts';

const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
/** As Scheduler writes it. */
const A_TIME = '2026-11-22T03:00:00Z';
/** What a worker takes for the id of a task. */
const LONGEST_ID = 128;

/** Refuses a stack whose scheduled tasks would get ids that no worker takes: each container would end with 1 at once. */
export function checkScheduledNames(stack: StackSource, problems: Problems): void {
  for (const { type, condition, tree } of stack.template.resources.values()) {
    if (type !== 'AWS::Scheduler::Schedule') continue;
    if (condition !== undefined && stack.scope.condition(condition) === false) continue;
    const input = child(child(child(tree, 'Properties'), 'Target'), 'Input');
    const text = input && textOfValue(evaluate(input, stack.scope), 'an input');
    const id = typeof text === 'string' ? scheduledId(text) : undefined;
    if (input === undefined || id === undefined || id.length <= LONGEST_ID) continue;
    const message = `the stack ${stack.key} names its scheduled tasks ${id}: ${id.length} characters, at most ${LONGEST_ID} fit`;
    problems.push({ code: 'NAME_LENGTH', message, hint: 'Shorten the prefix or the key.', at: input.at });
  }
}

function scheduledId(input: string): string | undefined {
  const id = /"CLOUDPOOL_TASK_ID",\s*"value":\s*"([^"]*)"/.exec(input)?.[1];
  return id?.replace(SCHEDULED_TIME, A_TIME);
}
