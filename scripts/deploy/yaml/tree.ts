import type { Position } from '../../errors.ts';
import { isCanonicalNumber, type Scalar } from './scalar.ts';

/** A node of a parsed file. Short-form tags are already long: `!Ref X` is the map `{ Ref: X }`. */
export type Tree = ScalarTree | ListTree | MapTree;

/** `text` is what stands in the file, without quotes; `value` is what it means. */
export interface ScalarTree {
  readonly kind: 'scalar';
  readonly text: string;
  readonly value: Scalar;
  readonly quoted: boolean;
  readonly at: Position;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly at: Position;
}

export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly at: Position;
}

/** One `key: value`, with the place of the key and the last line that belongs to it. */
export interface MapEntry {
  readonly key: string;
  readonly value: Tree;
  readonly at: Position;
  readonly lastLine: number;
}

/** The value under `key`, when the node is a map that has it. */
export function child(tree: Tree | undefined, key: string): Tree | undefined {
  return entry(tree, key)?.value;
}

/** The entry under `key`, when the node is a map that has it. */
export function entry(tree: Tree | undefined, key: string): MapEntry | undefined {
  return tree?.kind === 'map' ? tree.entries.get(key) : undefined;
}

/** The entries of a map; none for anything else. */
export function entriesOf(tree: Tree | undefined): readonly MapEntry[] {
  return tree?.kind === 'map' ? [...tree.entries.values()] : [];
}

/** The items of a list; none for anything else. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** The text of a scalar; nothing for a list or a map. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' ? textOfScalar(tree) : undefined;
}

/** The only entry of a map that has exactly one, as function calls do. */
export function soleEntry(tree: Tree): MapEntry | undefined {
  return tree.kind === 'map' && tree.entries.size === 1 ? tree.entries.values().next().value : undefined;
}

/** Names what a node is, for messages. */
export function describeTree(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'list' ? 'a list' : 'a map';
  if (tree.value === null) return 'nothing';
  if (typeof tree.value === 'string') return `'${tree.text}'`;
  return `the ${typeof tree.value} ${tree.text}`;
}

// CloudFormation makes text of what a scalar means: `yes` is `true`, `010` is `8`. A plain decimal stays as written.
function textOfScalar({ text, value }: ScalarTree): string {
  if (value === null) return '';
  return typeof value === 'number' && isCanonicalNumber(text) ? text : String(value);
}
