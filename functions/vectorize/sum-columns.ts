import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { BadCsv } from './bad-csv.ts';
import { type NumberColumns, NumberTable } from './number-table.ts';

/** A row that is longer is no row: a quote was never closed, or the file is no CSV. */
const LONGEST_ROW_BYTES = 1024 * 1024;

/** Reads a CSV file as it comes and adds its columns up. Throws `BadCsv`. */
export async function sumColumns(bytes: Readable): Promise<NumberColumns> {
  const table = new NumberTable();
  const parser = parse({
    relax_column_count: true, // the table says it better
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW_BYTES,
    // Rows are taken here and go no further: objects in a stream would cost more than the arithmetic.
    on_record: (cells: readonly string[], { lines }) => {
      table.take(cells, lines);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(bytes, withoutMark, parser);
  } catch (error) {
    throw error instanceof CsvError ? badCsv(error) : error;
  }
  return table.end();
}

const MARK = Buffer.from('\uFEFF');

/** Spreadsheets begin UTF-8 with a byte order mark. The parser would take one of UTF-16 for a wish, too. */
async function* withoutMark(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of bytes) {
    yield isFirst && MARK.equals(chunk.subarray(0, MARK.length)) ? chunk.subarray(MARK.length) : chunk;
    isFirst = false;
  }
}

/** The parser's own complaint, with its place in front. */
function badCsv(error: CsvError): BadCsv {
  const {
    lines = 1,
    column,
    index = 0,
  } = error as { readonly lines?: number; readonly column?: unknown; index?: number };
  const place = typeof column === 'number' ? column : index;
  return new BadCsv({ line: lines, column: place + 1 }, error.message.replace(/ at line \d+/, ''), error);
}
