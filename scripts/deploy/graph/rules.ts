import { evaluateCondition } from '../values/conditions.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, itemsOf, type MapEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { StackSource } from './graph.ts';

/** Refuses parameters that break an assertion of the template's Rules. What is not known offline is not judged. */
export function checkRules(stack: StackSource, problems: Problems): void {
  for (const rule of stack.template.rules.values()) {
    const condition = child(rule.value, 'RuleCondition');
    if (condition !== undefined && evaluateCondition(condition, stack.scope) !== true) continue;
    for (const assertion of itemsOf(child(rule.value, 'Assertions')))
      checkAssertion(assertion, rule, stack, problems);
  }
}

function checkAssertion(assertion: Tree, rule: MapEntry, stack: StackSource, problems: Problems): void {
  const assert = child(assertion, 'Assert');
  if (assert === undefined || evaluateCondition(assert, stack.scope) !== false) return;
  const description = textOf(child(assertion, 'AssertDescription'));
  problems.push({
    code: 'RULE_BROKEN',
    message: `the parameters of the stack ${stack.key} break the rule ${rule.key} of its template${description ? `: ${description}` : ''}`,
    hint: `The rule stands at ${assertion.at.file}:${assertion.at.line}.`,
    at: stack.entry.at,
  });
}
