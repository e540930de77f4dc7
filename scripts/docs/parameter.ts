import { child, itemsOf, type MapEntry, type Tree, textOf } from '../deploy/yaml/tree.ts';
import { code, oneLine } from './markdown.ts';

/** The cells about one parameter: name, default, what it takes, what it is. */
export function describeParameter({ key, value }: MapEntry): readonly string[] {
  const said = (name: string) => textOf(child(value, name));
  const standard = said('Default');
  return [
    code(key),
    standard === undefined ? '**none**' : standard === '' ? 'empty' : code(standard),
    describeConstraints(value),
    oneLine(said('Description') ?? ''),
  ];
}

function describeConstraints(value: Tree): string {
  const said = (name: string) => textOf(child(value, name));
  const allowed = itemsOf(child(value, 'AllowedValues')).map(item => textOf(item) ?? '');
  const pattern = said('AllowedPattern');
  const constraint = said('ConstraintDescription');
  const parts = [
    said('Type'),
    range(said('MinValue'), said('MaxValue'), ''),
    range(said('MinLength'), said('MaxLength'), ' characters'),
    allowed.length === 0 ? undefined : allowed.map(item => (item === '' ? 'empty' : code(item))).join(' '),
    pattern === undefined ? undefined : constraint === undefined ? code(pattern) : oneLine(constraint),
  ];
  return parts.filter(part => part !== undefined).join(', ');
}

function range(from: string | undefined, to: string | undefined, unit: string): string | undefined {
  if (from === undefined) return to === undefined ? undefined : `at most ${to}${unit}`;
  return to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`;
}
