import { evaluate } from '../values/evaluate.ts';
import { textOfValue } from '../values/values.ts';
import type { Problems } from '../yaml/problems.ts';
import { child } from '../yaml/tree.ts';
import type { StackSource } from './graph.ts';

const SCHEDULED: ReadonlySet<string> = new Set(['AWS::Scheduler::Schedule', 'AWS::Events::Rule']);

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
  /** What this field alone takes beside numbers, words, `*`, lists, ranges and steps. */
  readonly also?: RegExp;
}

// As EventBridge and its Scheduler document them (2026).
const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31, also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', least: 1, most: 12, words: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ') },
  {
    name: 'day of the week',
    least: 1,
    most: 7,
    words: 'SUN MON TUE WED THU FRI SAT'.split(' '),
    also: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  { name: 'year', least: 1970, most: 2199 },
];

/** Refuses cron expressions with a value that no clock shows: AWS finds it only while the stack is made. */
export function checkSchedules(stack: StackSource, problems: Problems): void {
  for (const { type, condition, tree, logicalId } of stack.template.resources.values()) {
    if (!SCHEDULED.has(type)) continue;
    if (condition !== undefined && stack.scope.condition(condition) === false) continue;
    const place = child(child(tree, 'Properties'), 'ScheduleExpression');
    const text = place && textOfValue(evaluate(place, stack.scope), 'a schedule');
    const bad = typeof text === 'string' ? badFieldOf(text) : undefined;
    if (place === undefined || bad === undefined) continue;
    problems.push({
      code: 'SCHEDULE',
      message: `the stack ${stack.key} starts ${logicalId} at ${text}: ${bad.text} is no ${bad.name}`,
      hint: `cron(minutes hours day-of-month month day-of-week year): ${rangeOf(bad)}.`,
      at: stack.entry.parameters.get('Schedule')?.at ?? place.at,
    });
  }
}

function badFieldOf(expression: string): (Field & { readonly text: string }) | undefined {
  const texts = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(/\s+/);
  if (texts?.length !== FIELDS.length) return undefined;
  for (const [index, field] of FIELDS.entries()) {
    const text = texts[index] as string;
    if (!text.split(',').every(part => isPart(part, field))) return { ...field, text };
  }
  return undefined;
}

function isPart(part: string, field: Field): boolean {
  if (field.also?.test(part)) return true;
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  const ends = range.split('-');
  return range === '*' || (ends.length <= 2 && ends.every(end => isValue(end, field)));
}

function isValue(text: string, { least, most, words = [] }: Field): boolean {
  return words.includes(text) || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most);
}

function rangeOf({ name, least, most, words }: Field): string {
  return `${name === 'hour' ? 'an' : 'a'} ${name} is ${least} to ${most}${words ? `, or ${words[0]} to ${words.at(-1)}` : ''}`;
}
