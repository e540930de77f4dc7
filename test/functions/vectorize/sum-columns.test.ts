import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import fc from 'fast-check';
import { BadCsv } from '../../../functions/vectorize/bad-csv.ts';
import { sumColumns } from '../../../functions/vectorize/sum-columns.ts';

const sum = (text: string | Uint8Array) => sumColumns(Readable.from([Buffer.from(text)]));

async function complaintOf(text: string | Uint8Array): Promise<string> {
  const error = await sum(text).catch((thrown: unknown) => thrown);
  expect(error).to.be.instanceOf(BadCsv).and.to.include({ name: 'BadCsv', retry: false });
  return (error as BadCsv).message;
}

describe('sumColumns', () => {
  it('finds means, deviations and covariances', async () => {
    const { columns, skipped, sums } = await sum('x,y\n1,2\n2,4\n3,9\n');
    expect([columns, skipped, sums.rows]).to.deep.equal([['x', 'y'], [], 3]);
    expect([...sums.mean]).to.deep.equal([2, 5]);
    expect(sums.covariance()).to.deep.equal([
      [1, 3.5],
      [3.5, 13],
    ]);
    expect(sums.deviation()[0]).to.equal(1);
  });

  it('skips columns that do not begin with a number, and reads quotes, CR LF, blank lines and a BOM', async () => {
    const text = '\uFEFF"a, b",when,n\r\n1e1,"2026,\n01",.5\r\n\r\n-3,,+2.5\r\n';
    const { columns, skipped, sums } = await sum(text);
    expect([columns, skipped]).to.deep.equal([['a, b', 'n'], ['when']]);
    expect([...sums.mean]).to.deep.equal([3.5, 1.5]);
  });

  it('takes a first row of nothing but numbers for a row', async () => {
    const { columns, sums } = await sum('1,2\n3,4\n');
    expect([columns, sums.rows]).to.deep.equal([['column 1', 'column 2'], 2]);
  });

  it('agrees with the sums in two passes, also far from zero', () => {
    const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const table = fc.tuple(fc.constantFrom(0, 1e9), fc.array(fc.tuple(number, number), { minLength: 2 }));
    return fc.assert(
      fc.asyncProperty(table, async ([base, pairs]) => {
        const rows = pairs.map(([a, b]) => [base + a, base + b] as const);
        const { sums } = await sum(rows.map(row => `${row.join(',')}\n`).join(''));
        expect(sums.covariance()[0]?.[1]).to.be.closeTo(covarianceOf(rows), 1e-3);
      }),
      { numRuns: 50 },
    );
  });

  const bad: readonly { readonly it: string; readonly text: string | Uint8Array; readonly says: RegExp }[] = [
    { it: 'an empty file', text: '', says: /^line 1, column 1: the file is empty$/ },
    { it: 'a file of blank lines', text: '\n\n', says: /^line 1, column 1: the file is empty$/ },
    {
      it: 'a header alone',
      text: 'a,b\n',
      says: /^line 2, column 1: two rows of numbers are needed, .* has 0$/,
    },
    { it: 'one row', text: 'a,b\n1,2\n', says: /^line 3, column 1: two rows/ },
    {
      it: 'no numbers',
      text: 'a,b\nx,y\n',
      says: /^line 2, column 1: none of the 2 columns holds a number$/,
    },
    {
      it: 'values between semicolons',
      text: 'a;b\n1;2\n3;4\n',
      says: /^line 2, column 1: the only column, "a;b", holds no number: values are separated by commas$/,
    },
    {
      it: 'a short row',
      text: 'a,b,c\n1,2,3\n4,5\n',
      says: /^line 3, column 3: expected 3 values .* got 2$/,
    },
    { it: 'a long row', text: 'a,b\n1,2\n3,4,5,6\n', says: /^line 3, column 3: expected 2 values .* got 4$/ },
    {
      it: 'a word',
      text: 'a,b\n1,2\n3,many\n',
      says: /^line 3, column 2: "b" must hold a number, got "many"$/,
    },
    { it: 'a gap', text: 'a,b\n1,2\n,4\n', says: /^line 3, column 1: "a" must hold a number, got nothing$/ },
    { it: 'a number beyond all', text: 'a\n1\n1e999\n', says: /^line 3, column 1: .*1e999/ },
    { it: 'hexadecimal', text: 'a\n1\n0x10\n', says: /^line 3, column 1: .*0x10/ },
    {
      it: 'Latin-1 in a name',
      text: Buffer.from('n,gr\xf6\xdfe\n1,2\n', 'latin1'),
      says: /^line 1, column 2: .*UTF-8/,
    },
    {
      it: 'Latin-1 in a cell',
      text: Buffer.from('n,t\n1,a\n2,\xfc\n', 'latin1'),
      says: /^line 3, column 2: .*UTF-8/,
    },
    { it: 'UTF-16', text: Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), says: /^line 1, column 1: .*UTF-8/ },
    {
      it: 'a quote that never ends',
      text: 'a,b\n1,2\n"3,4\n',
      says: /^line \d+, column 1: Quote Not Closed/,
    },
    {
      it: 'text behind a quote',
      text: 'a,b\n1,2\n"3"x,4\n',
      says: /^line 3, column 1: Invalid Closing Quote/,
    },
    {
      it: 'a row without end',
      text: `a\n1\n"${'x'.repeat(2_000_000)}`,
      says: /^line 3, column 1: Max Record Size/,
    },
    {
      it: 'too many columns',
      text: `${Array.from({ length: 257 }, (_, n) => n).join(',')}\n`,
      says: /^line 1, column 257: more than 256 columns/,
    },
  ];
  for (const { it: name, text, says } of bad) {
    it(`refuses ${name}, and says where`, async () => {
      expect(await complaintOf(text)).to.match(says);
    });
  }

  it('reads the same with and without quotes, however the bytes are cut', () => {
    const cell = fc.oneof(fc.integer().map(String), fc.constantFrom('', ' 7 ', '-.5e3', 'é', '0x1', '1e999'));
    const file = fc.record({
      rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      end: fc.constantFrom('\n', '\r\n'),
      isClosed: fc.boolean(),
      size: fc.integer({ min: 1, max: 9 }),
      quotedFrom: fc.nat(6),
    });
    return fc.assert(
      fc.asyncProperty(file, async ({ rows, end, isClosed, size, quotedFrom }) => {
        const textOf = (quoted: (row: number) => boolean) =>
          rows.map((row, at) => row.map(text => (quoted(at) ? `"${text}"` : text)).join(',')).join(end) +
          (isClosed ? end : '');
        const read = (text: string) =>
          endOf(Readable.from(cut(Buffer.from(text), size), { objectMode: false }));
        fc.pre(rows.every(row => row.join('') !== ''));
        const [plain, quoted] = [
          await read(textOf(() => false)),
          await read(textOf(row => row >= quotedFrom)),
        ];
        expect(quoted).to.deep.equal(plain);
      }),
    );
  });

  it('says what went wrong with the stream itself', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the line was cut'));
      },
    });
    const error = await sumColumns(broken).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'the line was cut');
  });

  it('reads 20 MB within a heap of 24 MB', async function () {
    this.timeout(60_000);
    const file = new URL('./fixtures/small-heap.ts', import.meta.url);
    const worker = new Worker(file, {
      resourceLimits: { maxOldGenerationSizeMb: 20, maxYoungGenerationSizeMb: 4 },
    });
    const rows = await new Promise<number>((resolve, reject) => {
      worker.on('message', resolve).on('error', reject);
    });
    expect(rows).to.equal(500_000);
  });
});

/** What became of a file, as text that can be compared. */
async function endOf(bytes: Readable): Promise<unknown> {
  try {
    const { columns, skipped, sums } = await sumColumns(bytes);
    return { columns, skipped, rows: sums.rows, mean: [...sums.mean] };
  } catch (error) {
    return (error as Error).message;
  }
}

function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function covarianceOf(rows: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => rows.reduce((total, row) => total + row[at], 0) / rows.length;
  const [x, y] = [mean(0), mean(1)];
  return rows.reduce((total, row) => total + (row[0] - x) * (row[1] - y), 0) / (rows.length - 1);
}
