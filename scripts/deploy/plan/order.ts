interface Ordered {
  readonly key: string;
  readonly after: readonly string[];
}

/**
 * Sorts stacks so that each stands after all it waits for, and otherwise as they stood. `circle`: the keys of those that
 * wait for each other, or for one that does.
 */
export function inOrder<Stack extends Ordered>(
  stacks: readonly Stack[],
): { readonly order: readonly Stack[]; readonly circle: readonly string[] } {
  const waiting = new Map(stacks.map(stack => [stack.key, stack]));
  const order: Stack[] = [];
  for (;;) {
    const next = [...waiting.values()].find(({ after }) => after.every(key => !waiting.has(key)));
    if (next === undefined) return { order, circle: [...waiting.keys()] };
    waiting.delete(next.key);
    order.push(next);
  }
}
