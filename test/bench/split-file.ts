import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The least that anybody writes: lines, commas, numbers and their sums. No quotes, no checks, no covariance. */
const sums: number[] = [];
for await (const line of createInterface({ input: createReadStream(String(process.argv[2])) })) {
  const cells = line.split(',');
  for (let at = 0; at < cells.length; at++) sums[at] = (sums[at] ?? 0) + Number(cells[at]);
}
