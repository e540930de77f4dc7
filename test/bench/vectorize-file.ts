import { createReadStream } from 'node:fs';
import { principalComponents } from '../../functions/vectorize/principal-components.ts';
import { sumColumns } from '../../functions/vectorize/sum-columns.ts';

/** What the function `vectorize` does with one file, in a process of its own. */
const { sums } = await sumColumns(createReadStream(String(process.argv[2])));
principalComponents(sums);
