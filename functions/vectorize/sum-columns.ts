import type { Readable } from 'node:stream';
import { type NumberColumns, NumberTable } from './number-table.ts';
import { readRows } from './read-rows.ts';

/** Reads a CSV file as it comes and adds its columns up. Throws `BadCsv`. */
export async function sumColumns(bytes: Readable): Promise<NumberColumns> {
  const table = new NumberTable();
  await readRows(bytes, (cells, line) => table.take(cells, line));
  return table.end();
}
