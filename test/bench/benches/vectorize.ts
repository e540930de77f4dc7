import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { costOfNode, timeNode } from '../child.ts';
import { type Measure, measureByTurns, type Samples, secondsOf } from '../measure.ts';
import { type Row, rateRatio } from '../report.ts';
import type { Bench } from './bench.ts';

const MEGABYTES = 200;
/** Each measure reads the whole file. */
const MOST_ROUNDS = 3;
const COLUMNS = 8;
const HERE = resolve(import.meta.dirname, '..');

/** How fast the function `vectorize` reads a large CSV file, and in how much memory. */
export const vectorize: Bench = {
  name: 'vectorize',
  title: `A CSV file of ${MEGABYTES} MB, ${COLUMNS} columns`,
  run: async ({ rounds, signal, progress, folder }) => {
    progress('vectorize: writing the file');
    const file = join(folder, 'large.csv');
    await pipeline(Readable.from(rowsOf(MEGABYTES * 1e6)), createWriteStream(file), { signal });
    const peaks: number[] = [];
    const measures: Record<string, Measure> = {
      own: async () => {
        const { seconds, peakMb } = await costOfNode({
          args: [join(HERE, 'vectorize-file.ts'), file],
          signal,
        });
        peaks.push(peakMb);
        return seconds;
      },
      split: () => timeNode({ args: [join(HERE, 'split-file.ts'), file], signal }),
    };
    const python = await withNumpy(signal);
    const loadtxt = ['-c', 'import sys, numpy; numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1)', file];
    if (python) measures.numpy = () => secondsOf(() => run(python, loadtxt, { signal }));
    const samples = await measureByTurns(measures, {
      rounds: Math.min(rounds, MOST_ROUNDS),
      signal,
      progress,
    });
    const own = row('vectorize: sums, covariance, components', samples.own ?? []);
    const split = row('a plain Node stream: lines, commas, sums', samples.split ?? []);
    const numpy = python ? [row('numpy.loadtxt: all of it in memory', samples.numpy ?? [])] : [];
    return {
      rows: [own, split, ...numpy, { what: 'vectorize: highest memory', samples: peaks, unit: 'MB' }],
      ratios: [
        rateRatio('vectorize / plain stream', own, split),
        ...numpy.map(other => rateRatio('vectorize / numpy.loadtxt', own, other)),
      ],
      notes: python ? [] : ['numpy is not installed here: set PYTHON to one that has it'],
    };
  },
};

const run = promisify(execFile);

/** The Python that has numpy: `$PYTHON`, else `python3`. */
async function withNumpy(signal: AbortSignal): Promise<string | undefined> {
  const python = process.env.PYTHON ?? 'python3';
  return run(python, ['-c', 'import numpy'], { signal }).then(
    () => python,
    () => undefined,
  );
}

function row(what: string, samples: Samples): Row {
  return { what, samples, unit: 's', amount: { count: MEGABYTES, of: 'MB' } };
}

/** Numbers that go together a little, the same in every run. */
function* rowsOf(bytes: number): Generator<string> {
  yield `${Array.from({ length: COLUMNS }, (_, n) => `column ${n}`).join(',')}\n`;
  for (let written = 0, at = 0; written < bytes; ) {
    let chunk = '';
    for (; chunk.length < 1 << 16; at++) chunk += rowAt(at);
    written += chunk.length;
    yield chunk;
  }
}

function rowAt(at: number): string {
  const cells = Array.from({ length: COLUMNS }, (_, n) =>
    (Math.sin(at * (n + 1)) * 100 + at * n * 1e-6).toFixed(6),
  );
  return `${cells.join(',')}\n`;
}
