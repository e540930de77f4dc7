import { findViolation } from '../template/constraints.ts';
import type { TemplateParameter } from '../template/parameters.ts';
import { codeKeyParameter } from '../values/scope.ts';
import { type Problems, suggest } from '../yaml/problems.ts';
import type { StackSource } from './graph.ts';

/** Refuses parameters that are missing, unknown, or outside their constraints. */
export function checkParameters(stack: StackSource, problems: Problems): void {
  const declared = stack.template.parameters;
  for (const parameter of declared.values()) checkParameter(parameter, stack, problems);
  for (const [name, setting] of stack.entry.parameters) {
    if (declared.has(name)) continue;
    const message = `the template of the stack ${stack.key} has no parameter ${name}`;
    problems.push({
      code: 'UNKNOWN_PARAMETER',
      message,
      hint: suggest(name, declared.keys()),
      at: setting.at,
    });
  }
  if (stack.entry.function !== undefined && !declared.has(codeKeyParameter)) {
    problems.push({
      code: 'FUNCTION_WITHOUT_PARAMETER',
      message: `the stack ${stack.key} has a function, but its template has no parameter ${codeKeyParameter}`,
      hint: `Declare ${codeKeyParameter} in the template, or remove function:.`,
      at: stack.entry.at,
    });
  }
}

function checkParameter(parameter: TemplateParameter, stack: StackSource, problems: Problems): void {
  const { name } = parameter;
  const setting = stack.entry.parameters.get(name);
  const text = stack.parameters.get(name);
  if (name === codeKeyParameter && stack.entry.function !== undefined) refuseCodeKey(stack, problems);
  else if (setting !== undefined && text !== undefined) {
    const violation = findViolation(parameter, text);
    if (violation !== undefined)
      problems.push({ code: 'PARAMETER_CONSTRAINT', ...violation, at: setting.at });
  } else if (parameter.default === undefined) {
    reportMissing(name, stack, problems);
  } else {
    const violation = findViolation(parameter, parameter.default);
    if (violation === undefined) return;
    problems.push({
      code: 'DEFAULT_CONSTRAINT',
      ...violation,
      message: `the default breaks its own rule: ${violation.message}`,
      at: parameter.at,
    });
  }
}

function refuseCodeKey({ key, entry }: StackSource, problems: Problems): void {
  const setting = entry.parameters.get(codeKeyParameter);
  if (setting === undefined) return;
  const message = `the stack ${key} has a function, so the deploy sets ${codeKeyParameter} itself`;
  problems.push({
    code: 'PARAMETER_RESERVED',
    message,
    hint: `Remove ${codeKeyParameter}, or remove function:.`,
    at: setting.at,
  });
}

function reportMissing(name: string, { key, entry }: StackSource, problems: Problems): void {
  problems.push({
    code: 'MISSING_PARAMETER',
    message: `the stack ${key} gives no value for the parameter ${name}, which has no default`,
    hint: name === codeKeyParameter ? 'Write function: to say whose code it runs.' : undefined,
    at: entry.at,
  });
}
