import { PermanentError } from '../runtime/index.ts';

/** Which report is wanted. */
export interface ReportOrder {
  /** Objects below it are read; ends with a slash. */
  readonly prefix: string;
  /** Where the report is written; ends with a slash. */
  readonly report: string;
  /** The column that names the groups. */
  readonly by: string;
  /** When the report was due, ISO 8601. It stands in the report, so that a second try writes the same bytes. */
  readonly time: string;
  /** Of `time`, in UTC: `2026-11-22`. */
  readonly day: string;
}

/** The input of the task orders no report. */
export class BadOrder extends PermanentError {
  override readonly name = 'BadOrder';
}

/**
 * Reads the input of a task: `{"prefix":"incoming/daily/","report":"reports/"}`, with `cloudpool.time` as a schedule adds
 * it, or `time` by hand. `{day}` in the prefix stands for the day. Throws `BadOrder`.
 */
export function readOrder(input: unknown): ReportOrder {
  const { prefix, report = 'reports/', by = 'ticker', time: own, cloudpool } = fieldsOf(input);
  const time = timeOf(fieldsOf(cloudpool).time ?? own);
  const day = time.slice(0, 10);
  const order = {
    prefix: folder('prefix', prefix).replaceAll('{day}', day),
    report: folder('report', report),
    by: text('by', by),
    time,
    day,
  };
  if (!order.report.startsWith(order.prefix)) return order;
  throw new BadOrder(`"report" must lie outside of ${order.prefix}: the next report would read this one`);
}

function timeOf(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))) {
    return new Date(value).toISOString();
  }
  throw new BadOrder(`"time" must be a time such as 2026-11-22T03:00:00Z, got ${show(value)}`);
}

function folder(name: string, value: unknown): string {
  const path = text(name, value);
  if (path.endsWith('/')) return path;
  throw new BadOrder(`"${name}" must end with a slash, got ${show(value)}`);
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new BadOrder(`"${name}" must be a text, got ${show(value)}`);
}

function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown }) : {};
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
