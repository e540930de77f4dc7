import { suggest } from '../yaml/problems.ts';
import { isListType, isStoreType, splitList, type TemplateParameter } from './parameters.ts';

const LONGEST_SHOWN = 60;

/** How a value breaks its parameter's constraints. */
export interface Violation {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Finds how a value breaks its parameter's constraints; nothing when CloudFormation would take it. */
export function findViolation(parameter: TemplateParameter, text: string): Violation | undefined {
  // What a store parameter is given is a name, and its constraints are about the name too.
  const items = isListType(parameter.type) && !isStoreType(parameter.type) ? splitList(text) : [text];
  for (const item of items) {
    const found = findItemViolation(parameter, item);
    if (found !== undefined) return { ...found, hint: parameter.constraintDescription ?? found.hint };
  }
  return undefined;
}

function findItemViolation(parameter: TemplateParameter, text: string): Violation | undefined {
  const got = `got '${parameter.noEcho ? '****' : text}'`;
  const { name, allowedValues, allowedPattern } = parameter;
  if (isNumberType(parameter.type) && !isNumber(text)) return { message: `${name} must be a number, ${got}` };
  if (allowedValues !== undefined && !allowedValues.includes(text)) {
    return {
      message: `${name} must be one of ${allowedValues.map(quote).join(', ')}, ${got}`,
      hint: near(text, allowedValues),
    };
  }
  if (allowedPattern !== undefined && matches(allowedPattern, text) === false) {
    return { message: `${name} ${demandOf(parameter, allowedPattern)}, ${got}` };
  }
  return findLengthViolation(parameter, text, got) ?? findRangeViolation(parameter, text, got);
}

/** A long pattern helps nobody who gets told in words what is wanted. */
function demandOf({ constraintDescription }: TemplateParameter, pattern: string): string {
  const isTold = constraintDescription !== undefined && pattern.length > LONGEST_SHOWN;
  return isTold ? 'does not fit its pattern' : `must match ${pattern}`;
}

function findLengthViolation(
  { name, minLength, maxLength }: TemplateParameter,
  text: string,
  got: string,
): Violation | undefined {
  if (minLength !== undefined && text.length < minLength) {
    return { message: `${name} must have at least ${minLength} characters, ${got}` };
  }
  if (maxLength !== undefined && text.length > maxLength) {
    return { message: `${name} must have at most ${maxLength} characters, ${got}` };
  }
  return undefined;
}

function findRangeViolation(parameter: TemplateParameter, text: string, got: string): Violation | undefined {
  if (!isNumberType(parameter.type)) return undefined;
  const { name, minValue, maxValue } = parameter;
  if (minValue !== undefined && Number(text) < minValue)
    return { message: `${name} must be at least ${minValue}, ${got}` };
  if (maxValue !== undefined && Number(text) > maxValue)
    return { message: `${name} must be at most ${maxValue}, ${got}` };
  return undefined;
}

function isNumberType(type: string): boolean {
  return type === 'Number' || type === 'List<Number>';
}

function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text);
}

// Patterns are Java's and match the whole value. What JavaScript would read differently is not judged.
function matches(pattern: string, text: string): boolean | undefined {
  if (
    /&&|\\[QEhRXGzZA]|\(\?[a-zA-Z]|[*+?}]\+|\\p\{(?!L|N|P|S|Z)|\\p\{(Lower|Print|Punct|Space)\}/.test(pattern)
  )
    return undefined;
  const regexp = compile(pattern, 'u') ?? (pattern.includes('\\p') ? undefined : compile(pattern, ''));
  return regexp?.test(text);
}

function compile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, flags);
  } catch {
    return undefined;
  }
}

function near(text: string, values: readonly string[]): string | undefined {
  const hint = suggest(text, values);
  return hint.startsWith('Did') ? hint : undefined;
}

function quote(text: string): string {
  return text === '' ? "''" : text;
}
