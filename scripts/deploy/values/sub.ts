import { itemsOf, type Tree, textOf } from '../yaml/tree.ts';

/** A piece of a `Fn::Sub` text: literal, or a `${name}`. */
export type SubPart = { readonly literal: string } | { readonly name: string };

/** Splits a `Fn::Sub` text. `${!x}` is the literal `${x}`. */
export function splitSub(text: string): readonly SubPart[] {
  const parts: SubPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^{}]*)\}/g)) {
    if (match.index > end) parts.push({ literal: text.slice(end, match.index) });
    const name = match[2]?.trim() ?? '';
    parts.push(match[1] === '!' ? { literal: `\${${match[2]}}` } : { name });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ literal: text.slice(end) });
  return parts;
}

/** The text and the variables of a `Fn::Sub`, in its short and its long form. */
export function readSub(argument: Tree): {
  readonly text: string | undefined;
  readonly variables: Tree | undefined;
} {
  if (argument.kind === 'scalar') return { text: argument.text, variables: undefined };
  const [text, variables] = itemsOf(argument);
  return { text: textOf(text), variables };
}

/** What a `Fn::Sub` refers to outside of its own variables. */
export function subReferences(
  argument: Tree,
): readonly { readonly name: string; readonly attribute: boolean }[] {
  const { text, variables } = readSub(argument);
  return splitSub(text ?? '').flatMap(part => {
    if (!('name' in part) || (variables?.kind === 'map' && variables.entries.has(part.name))) return [];
    const dot = part.name.indexOf('.');
    return [
      dot < 0 ? { name: part.name, attribute: false } : { name: part.name.slice(0, dot), attribute: true },
    ];
  });
}
