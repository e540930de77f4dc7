import { task } from '../runtime/index.ts';
import { s3Objects } from './objects.ts';
import { readOrder } from './order.ts';
import { type ReportManifest, writeReport } from './write-report.ts';

/**
 * The nightly job: reads the CSV objects below a prefix of the data bucket, and writes one report of what their columns
 * come to, per ticker: count, mean, least and largest value, standard deviation. It holds sums only, never rows.
 * `{"prefix":"incoming/daily/","report":"reports/"}` → `reports/<day>.json`; the answer is the report's manifest.
 */
export const handler = task(
  async (input: unknown, ctx): Promise<ReportManifest> => {
    const order = readOrder(input);
    const manifest = await writeReport(s3Objects(dataBucket(), ctx.signal), order);
    const { sources, failed, rows } = manifest;
    ctx.log(
      `${order.report}${order.day}.json: ${rows} rows of ${sources.length} objects, ${failed.length} bad`,
    );
    return manifest;
  },
  { kind: 'io', concurrency: 1, timeout: 240, tries: 2 },
);

function dataBucket(): string {
  const { CLOUDPOOL_BUCKET: bucket } = process.env;
  if (!bucket) throw new Error('the environment lacks CLOUDPOOL_BUCKET, the data bucket');
  return bucket;
}
