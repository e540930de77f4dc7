import type { Style } from '../style.ts';
import { renderTable } from '../table.ts';

/** Draws the outputs of stacks, one line each. Values are never cut: they are there to be copied. */
export function renderOutputs(
  outputs: ReadonlyMap<string, Readonly<Record<string, string>>>,
  style: Style,
): string[] {
  const rows = [...outputs].flatMap(([key, values]) =>
    Object.entries(values).map(([name, value]) => [
      { text: key, paint: style.bold },
      { text: name },
      { text: value, paint: style.dim },
    ]),
  );
  return renderTable(rows, Number.POSITIVE_INFINITY);
}
