import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import type { Objects, Source } from '../../../functions/report/objects.ts';
import { readOrder } from '../../../functions/report/order.ts';
import { type Report, writeReport } from '../../../functions/report/write-report.ts';
import { ObjectGone } from '../../../functions/vectorize/open-object.ts';

const ORDER = readOrder({ prefix: 'in/', report: 'reports/', time: '2026-11-22T03:00:00Z' });
const sourceOf = (key: string, text: string): Source => ({ key, etag: `etag of ${key}`, size: text.length });

/** A bucket in memory. `open` may be replaced for one key. */
function bucket(
  texts: Readonly<Record<string, string>>,
  open: Readonly<Record<string, () => Promise<Readable>>> = {},
) {
  const written = new Map<string, string>();
  const objects: Objects = {
    list: async function* (prefix) {
      for (const key of Object.keys(texts).sort()) {
        if (key.startsWith(prefix)) yield sourceOf(key, texts[key] as string);
      }
    },
    open: async ({ key }) => open[key]?.() ?? Readable.from([Buffer.from(texts[key] as string)]),
    put: async (key, json) => void written.set(key, json),
  };
  const report = (): Report => JSON.parse(written.get('reports/2026-11-22.json') ?? 'null');
  return { objects, written, report };
}

const A = 'date,ticker,close,volume\n2013-03-01,AAPL,1,10\n2013-03-01,IBM,5,\n2013-03-04,AAPL,3,30\n';
const B = 'date,ticker,close,volume\n2013-03-05,AAPL,8,20\n';

describe('writeReport', () => {
  it('writes what each column comes to, per ticker, over all objects', async () => {
    const { objects, report } = bucket({ 'in/a.csv': A, 'in/b.csv': B, 'other/c.csv': 'x' });
    const manifest = await writeReport(objects, ORDER);
    expect(report().groups).to.deep.equal({
      AAPL: {
        close: { count: 3, mean: 4, min: 1, max: 8, deviation: Math.sqrt(13) },
        volume: { count: 3, mean: 20, min: 10, max: 30, deviation: 10 },
      },
      IBM: { close: { count: 1, mean: 5, min: 5, max: 5, deviation: null } },
    });
    expect(report().manifest).to.deep.equal(manifest);
    expect(manifest).to.deep.equal({
      version: 1,
      day: '2026-11-22',
      generatedAt: '2026-11-22T03:00:00.000Z',
      prefix: 'in/',
      sources: [
        { ...sourceOf('in/a.csv', A), rows: 3 },
        { ...sourceOf('in/b.csv', B), rows: 1 },
      ],
      failed: [],
      rows: 4,
    });
  });

  it('writes the same bytes again, whichever object is read first', async () => {
    const texts = Object.fromEntries(
      [...'abcdefgh'].map((name, n) => [`in/${name}`, `ticker,x\nT,${0.1 + n / 7}\n`]),
    );
    const slow = (text: string) => async () => {
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      return Readable.from([Buffer.from(text)]);
    };
    const [first, second] = [bucket(texts), bucket(texts, { 'in/a': slow(texts['in/a'] as string) })];
    await writeReport(first.objects, ORDER);
    await writeReport(second.objects, ORDER);
    expect(first.written.size).to.equal(1);
    expect([...second.written]).to.deep.equal([...first.written]);
  });

  it('names bad objects with their place, and counts none of their rows', async () => {
    const { objects, report } = bucket({
      'in/1-good.csv': B,
      'in/2-word.csv': 'ticker,close\nAAPL,100\nAAPL,high\n',
      'in/3-ragged.csv': 'ticker,close\nAAPL\n',
      'in/4-latin.csv': 'ticker,close\nA\uFFFDPL,1\n',
      'in/5-empty.csv': '',
      'in/6-nameless.csv': '1,2\n3,4\n',
      'in/7-groupless.csv': 'ticker,close\n,4\n',
    });
    const { failed, rows } = await writeReport(objects, ORDER);
    expect(failed.map(({ key, error }) => `${key}: ${error}`)).to.deep.equal([
      'in/2-word.csv: line 3, column 2: "close" must hold a number, got "high"',
      'in/3-ragged.csv: line 2, column 2: expected 2 values as in the first row, got 1',
      'in/4-latin.csv: line 2, column 1: "A\uFFFDPL" is not UTF-8: save the file in that encoding',
      'in/5-empty.csv: line 1, column 1: the file is empty',
      'in/6-nameless.csv: line 1, column 1: the first row must name the columns',
      'in/7-groupless.csv: line 2, column 1: "ticker" must name a group, got nothing',
    ]);
    expect(rows).to.equal(1);
    expect(report().groups).to.have.all.keys('AAPL').and.have.nested.property('AAPL.close.count', 1);
  });

  it('names an object that was replaced while it worked', async () => {
    const gone = () => Promise.reject(new ObjectGone('s3://b/in/a.csv was deleted or replaced'));
    const { objects } = bucket({ 'in/a.csv': A, 'in/b.csv': B }, { 'in/a.csv': gone });
    const { failed, sources } = await writeReport(objects, ORDER);
    expect(failed).to.have.length(1);
    expect(failed[0]).to.include({ key: 'in/a.csv', error: 's3://b/in/a.csv was deleted or replaced' });
    expect(sources.map(({ key }) => key)).to.deep.equal(['in/b.csv']);
  });

  it('says that there was nothing', async () => {
    const { objects, report } = bucket({});
    const { rows, sources } = await writeReport(objects, ORDER);
    expect([rows, sources, report().groups]).to.deep.equal([0, [], {}]);
  });

  it('puts files without the column into one group, and leaves texts out', async () => {
    const { objects, report } = bucket({ 'in/a.csv': 'place,late,x\nhere,,1\nthere,5,3\n' });
    await writeReport(objects, ORDER);
    expect(report().groups).to.have.all.keys('*');
    expect(report().groups['*']).to.have.all.keys('late', 'x');
    expect(report().groups['*']?.late).to.include({ count: 1, mean: 5 });
  });

  it('refuses a file whose every row is a group of its own', async () => {
    const rows = Array.from({ length: 20_001 }, (_, n) => `t${n},1\n`);
    const { objects } = bucket({ 'in/a.csv': `ticker,x\n${rows.join('')}` });
    const { failed } = await writeReport(objects, ORDER);
    expect(failed[0]?.error).to.equal('line 20002, column 1: "ticker" names more than 20000 groups');
  });

  it('writes nothing when the store fails: the task is tried again', async () => {
    const broken = async () => Readable.from(cutOff());
    const { objects, written } = bucket({ 'in/a.csv': A, 'in/b.csv': B }, { 'in/b.csv': broken });
    const failed = await writeReport(objects, ORDER).catch((error: unknown) => error);
    expect(failed).to.have.property('message', 'the line was cut');
    expect([...written]).to.deep.equal([]);
  });

  it('reads 60 MB in three objects within a heap of 24 MB', async function () {
    this.timeout(60_000);
    const worker = new Worker(new URL('./fixtures/small-heap.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 24 },
    });
    const rows = await new Promise((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
    });
    await worker.terminate();
    expect(rows).to.equal(3 * 500_000);
  });
});

async function* cutOff(): AsyncGenerator<Buffer> {
  yield Buffer.from(B);
  throw new Error('the line was cut');
}
