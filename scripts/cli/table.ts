import { displayWidth } from './display-width.ts';
import { clip, padTo } from './format.ts';
import type { Style } from './style.ts';

/** One cell: its text, and a paint that is put on after the layout. */
export interface Cell {
  readonly text: string;
  readonly paint?: Style[keyof Style];
  readonly align?: 'left' | 'right';
}

const GAP = 2;

/** Lays rows out in columns, two spaces apart. The last column is cut so that no line is wider than `width`. */
export function renderTable(rows: readonly (readonly Cell[])[], width: number): string[] {
  const widths = columnWidths(rows);
  return rows.map(row => renderRow(row, widths, width));
}

function columnWidths(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell.text));
    }
  }
  return widths;
}

function renderRow(row: readonly Cell[], widths: readonly number[], width: number): string {
  let line = '';
  let used = 0;
  for (const [column, cell] of row.entries()) {
    const last = column === row.length - 1;
    const text = clip(cell.text, Math.max(0, width - used));
    const columnWidth = widths[column] ?? 0;
    const padded =
      last && cell.align !== 'right'
        ? text
        : padTo(text, columnWidth, cell.align === 'right' ? 'left' : 'right');
    line += (cell.paint ?? (plain => plain))(padded);
    used += Math.max(columnWidth, displayWidth(text));
    if (!last) {
      line += ' '.repeat(GAP);
      used += GAP;
    }
  }
  return line.trimEnd();
}
