import { addAbortSignal } from 'node:stream';
import { BadCsv } from '../vectorize/bad-csv.ts';
import { ObjectGone } from '../vectorize/open-object.ts';
import { readRows } from '../vectorize/read-rows.ts';
import { Groups } from './groups.ts';
import type { Objects, Source } from './objects.ts';
import type { ReportOrder } from './order.ts';
import { PriceTable } from './price-table.ts';
import type { Figures } from './summary.ts';

/** What a report was made from. */
export interface ReportManifest {
  readonly version: 1;
  readonly day: string;
  /** When it was due: not when it was made, so that a second try writes the same bytes. */
  readonly generatedAt: string;
  readonly prefix: string;
  /** What was read and counts, in the order of the keys. */
  readonly sources: readonly (Source & { readonly rows: number })[];
  /** What does not count, not even its good rows, and why. */
  readonly failed: readonly (Source & { readonly error: string })[];
  readonly rows: number;
}

/** `reports/<day>.json`. */
export interface Report {
  readonly manifest: ReportManifest;
  /** Group → column → figures. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Figures>>>>;
}

/** The links of a worker carry more than one object at a time; its one thread reads them in turns. */
const READ_AT_ONCE = 4;

/**
 * Reads all objects below a prefix, each once and as a stream, and writes one report of what their columns come to. A bad
 * object is named with its place and does not count; anything else that goes wrong is thrown, and nothing is written.
 */
export async function writeReport(objects: Objects, order: ReportOrder): Promise<ReportManifest> {
  const all = new Groups();
  const sources: ReportManifest['sources'][number][] = [];
  const failed: ReportManifest['failed'][number][] = [];
  for await (const { source, table, error } of readAll(objects, order)) {
    if (error !== undefined) {
      failed.push({ ...source, error });
      continue;
    }
    all.merge(table.groups);
    sources.push({ ...source, rows: table.rows });
  }
  const { day, prefix, time: generatedAt } = order;
  const rows = sources.reduce((sum, source) => sum + source.rows, 0);
  const manifest = { version: 1, day, generatedAt, prefix, sources, failed, rows } as const;
  await objects.put(`${order.report}${day}.json`, writeJson({ manifest, groups: all.figures() }));
  return manifest;
}

type Read =
  | { readonly source: Source; readonly table: PriceTable; readonly error?: undefined }
  | { readonly source: Source; readonly table?: undefined; readonly error: string };

/** In the order of the keys, whichever is read first: sums of floating-point numbers depend on it. */
async function* readAll(objects: Objects, { prefix, by }: ReportOrder): AsyncGenerator<Read> {
  const over = new AbortController();
  const reading: Promise<Read>[] = [];
  try {
    for await (const source of objects.list(prefix)) {
      const one = readOne(objects, source, { by, signal: over.signal });
      one.catch(() => undefined); // told to whoever waits for it
      reading.push(one);
      if (reading.length === READ_AT_ONCE) yield await (reading.shift() as Promise<Read>);
    }
    while (reading.length > 0) yield await (reading.shift() as Promise<Read>);
  } finally {
    over.abort();
    await Promise.allSettled(reading);
  }
}

async function readOne(
  objects: Objects,
  source: Source,
  { by, signal }: { readonly by: string; readonly signal: AbortSignal },
): Promise<Read> {
  const table = new PriceTable(by);
  try {
    const bytes = addAbortSignal(signal, await objects.open(source));
    await readRows(bytes, (cells, line) => table.take(cells, line));
    table.end();
    return { source, table };
  } catch (error) {
    if (error instanceof BadCsv || error instanceof ObjectGone) return { source, error: error.message };
    throw error;
  }
}

function writeJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
