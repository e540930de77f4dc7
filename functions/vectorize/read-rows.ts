import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { BadCsv } from './bad-csv.ts';
import { LONGEST_ROW_BYTES, PlainRows } from './plain-rows.ts';

/**
 * Reads a CSV file as it comes, and hands out its rows and the line in which each ends. It holds one row at a time. Throws
 * `BadCsv`, and whatever `take` throws.
 */
export async function readRows(
  bytes: Readable,
  take: (cells: readonly string[], line: number) => void,
): Promise<void> {
  const plain = new PlainRows(take);
  const parser = parse({
    relax_column_count: true, // whoever takes the rows says it better
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW_BYTES,
    // Rows are taken here and go no further: objects in a stream would cost more than the arithmetic.
    on_record: (cells: readonly string[], { lines }) => {
      take(cells, plain.lines + lines);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(bytes, withoutMark, chunks => fromFirstQuote(chunks, plain), parser);
  } catch (error) {
    throw error instanceof CsvError ? badCsv(error, plain.lines) : error;
  }
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

/** What is left for the parser: nothing, for a file without quotes. */
async function* fromFirstQuote(bytes: AsyncIterable<Buffer>, plain: PlainRows): AsyncGenerator<Buffer> {
  let isPlain = true;
  for await (const chunk of bytes) {
    if (isPlain && plain.add(chunk)) continue;
    isPlain = false;
    yield plain.handOver();
    yield chunk;
  }
  if (isPlain) plain.end();
}

/** The parser's own complaint, with its place in front. */
function badCsv(error: CsvError, linesBefore: number): BadCsv {
  const {
    lines = 1,
    column,
    index = 0,
  } = error as { readonly lines?: number; readonly column?: unknown; readonly index?: number };
  const place = { line: linesBefore + lines, column: (typeof column === 'number' ? column : index) + 1 };
  return new BadCsv(place, error.message.replace(/ at line \d+/, ''), error);
}
