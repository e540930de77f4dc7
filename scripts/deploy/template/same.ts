import { readSub } from '../values/sub.ts';
import { parseYaml } from '../yaml/parse.ts';
import { child, itemsOf, type MapTree, type Tree, textOf } from '../yaml/tree.ts';
import type { Template } from './template.ts';

/**
 * Tells whether two templates ask CloudFormation for the same. Keys are unordered and lists ordered; scalars count as
 * text, short tags as long ones. Comments, Description and the template's Metadata are prose. A `?` in the deployed
 * text, which CloudFormation writes for each character outside ASCII, stands for any such character.
 */
export function sameTemplate(deployed: string, local: string | Template): boolean {
  // Parsing costs more than all calls of a deploy that changes nothing.
  if (typeof local !== 'string' && deployed === local.text) return true;
  const before = parse(deployed);
  const now = typeof local === 'string' ? parse(local) : local.written;
  if (before?.kind !== 'map' || now?.kind !== 'map') return false;
  return sameMap(withoutProse(before), withoutProse(now));
}

/** Compares two nodes as `sameTemplate` does: for the parts of a template, such as one resource. */
export function sameTree(deployed: Tree, local: Tree): boolean {
  if (deployed.kind === 'map' && local.kind === 'map') return sameMap(deployed, local);
  if (deployed.kind === 'list' && local.kind === 'list') return sameList(deployed.items, local.items);
  return (
    deployed.kind === 'scalar' &&
    local.kind === 'scalar' &&
    sameText(textOf(deployed) ?? '', textOf(local) ?? '')
  );
}

function parse(text: string): Tree | undefined {
  return parseYaml('deployed template', text, []);
}

function withoutProse(tree: MapTree): MapTree {
  const entries = [...tree.entries].filter(([key]) => key !== 'Description' && key !== 'Metadata');
  return { ...tree, entries: new Map(entries) };
}

function sameMap(deployed: MapTree, local: MapTree): boolean {
  if (deployed.entries.size !== local.entries.size) return false;
  const rest = new Set(local.entries.keys());
  return [...deployed.entries.keys()].every(key => {
    const match = rest.has(key) ? key : [...rest].find(other => sameText(key, other));
    if (match === undefined) return false;
    rest.delete(match);
    return sameArgument(key, child(deployed, key), child(local, match));
  });
}

function sameArgument(key: string, deployed: Tree | undefined, local: Tree | undefined): boolean {
  if (deployed === undefined || local === undefined) return false;
  const [left, right] = [canonical(key, deployed), canonical(key, local)];
  return sameTree(left, right);
}

// The other spellings of one argument: `GetAtt: A.B` and `[A, B]`, `DependsOn: A` and `[A]`, `Sub: [text]` and `text`.
function canonical(key: string, tree: Tree): Tree {
  if (key === 'DependsOn' && tree.kind === 'scalar') return { kind: 'list', items: [tree], at: tree.at };
  if (key === 'Fn::GetAtt' && tree.kind === 'list')
    return scalar(tree.items.map(item => textOf(item)).join('.'), tree);
  if (key === 'Fn::Sub' && tree.kind === 'list' && itemsOf(tree).length === 1)
    return scalar(readSub(tree).text ?? '', tree);
  return tree;
}

function scalar(text: string, { at }: Tree): Tree {
  return { kind: 'scalar', text, value: text, quoted: true, at };
}

function sameList(deployed: readonly Tree[], local: readonly Tree[]): boolean {
  return (
    deployed.length === local.length &&
    deployed.every((item, index) => {
      const other = local[index];
      return other !== undefined && sameTree(item, other);
    })
  );
}

function sameText(deployed: string, local: string): boolean {
  if (deployed === local) return true;
  if (!deployed.includes('?')) return false;
  const [left, right] = [[...deployed], [...local]];
  return (
    left.length === right.length &&
    left.every((character, index) => sameCharacter(character, right[index] ?? ''))
  );
}

function sameCharacter(deployed: string, local: string): boolean {
  return deployed === local || (deployed === '?' && (local.codePointAt(0) ?? 0) > 127);
}
