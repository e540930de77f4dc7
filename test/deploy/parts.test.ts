import { expect } from 'chai';
import fc from 'fast-check';
import { criticalPath } from '../../scripts/deploy/apply/critical-path.ts';
import { runSchedule } from '../../scripts/deploy/apply/schedule.ts';
import { createTokenBucket } from '../../scripts/deploy/apply/token-bucket.ts';
import type { ChangeRow } from '../../scripts/deploy/events.ts';
import type { Edge } from '../../scripts/deploy/graph/graph.ts';
import { unapprovedRows } from '../../scripts/deploy/plan/approved-rows.ts';
import { isLate } from '../../scripts/deploy/plan/late.ts';
import { codeFrame } from '../../scripts/deploy/yaml/code-frame.ts';
import { createVirtualClock } from '../support/cloudformation-clock.ts';

describe('unapprovedRows', () => {
  const row = (action: ChangeRow['action'], type = 'AWS::SNS::Topic', logicalId = 'A'): ChangeRow => ({
    action,
    logicalId,
    type,
    details: [],
  });

  it('lets through what was shown, also when a Modify turns out to replace', () => {
    expect(unapprovedRows([row('Replace')], [row('Modify')])).to.deep.equal([]);
  });

  it('finds another resource and another action', () => {
    expect(unapprovedRows([row('Add', 'T', 'B')], [row('Add', 'T', 'A')])).to.have.lengthOf(1);
    expect(unapprovedRows([row('Remove')], [row('Modify')])).to.have.lengthOf(1);
  });

  it('lets a macro add what only it can name, and nothing else', () => {
    const shown = [row('Add', 'what its Transform makes', '*')];
    expect(unapprovedRows([row('Add')], shown)).to.deep.equal([]);
    expect(unapprovedRows([row('Remove'), row('Modify')], shown)).to.have.lengthOf(2);
  });

  it('finds a stateful resource that would be replaced unseen', () => {
    const bucket = row('Replace', 'AWS::S3::Bucket');
    expect(unapprovedRows([bucket], [row('Modify', 'AWS::S3::Bucket')])).to.deep.equal([bucket]);
    expect(unapprovedRows([bucket], [bucket])).to.deep.equal([]);
  });
});

describe('isLate', () => {
  const edge = (kind: Edge['kind'], via?: string): Edge => ({
    from: 'a',
    to: 'b',
    kind,
    at: { file: 'f', line: 1, column: 1 },
    ...(via === undefined ? {} : { via }),
  });
  const producer = (
    kind: 'new' | 'leftover' | 'unchanged' | 'settings',
    exports: readonly string[] = [],
  ) => ({
    verdict: { kind, reasons: [] },
    standing: {
      id: 'id',
      name: 't-a',
      status: 'CREATE_COMPLETE',
      parameters: new Map(),
      tags: new Map(),
      outputs: new Map(exports.map(exportName => [exportName, { value: 'v', exportName }])),
      terminationProtection: false,
      updated: 0,
    },
  });

  it('waits for a producer that is not there, or only a leftover, whatever ties them', () => {
    for (const kind of ['strong', 'weak', 'function', 'after'] as const) {
      expect(
        isLate([edge(kind, 'x')], () => producer('new', ['x'])),
        kind,
      ).to.equal(true);
      expect(
        isLate([edge(kind, 'x')], () => producer('leftover', ['x'])),
        kind,
      ).to.equal(true);
      expect(
        isLate([edge(kind, 'x')], () => producer('unchanged', ['x'])),
        kind,
      ).to.equal(false);
    }
  });

  it('waits for an export that the standing producer has not yet', () => {
    expect(isLate([edge('strong', 'y')], () => producer('unchanged', ['x']))).to.equal(true);
  });
});

describe('codeFrame', () => {
  it('numbers the lines and marks the one', () => {
    expect(codeFrame('a\nb\nc\nd', 2, { after: 1 })).to.equal('  1 | a\n> 2 | b\n  3 | c');
  });
});

describe('criticalPath', () => {
  it('is the longest chain, not the sum', () => {
    const spans = new Map([
      ['a', { startedAt: 0, endedAt: 10 }],
      ['b', { startedAt: 20, endedAt: 25 }],
      ['c', { startedAt: 10, endedAt: 17 }],
    ]);
    expect(criticalPath(['a', 'b', 'c'], key => (key === 'a' ? [] : ['a']), spans)).to.equal(17);
  });
});

describe('createTokenBucket', () => {
  it('gives a burst at once and then keeps to its rate', async () => {
    const clock = createVirtualClock(0);
    const bucket = createTokenBucket(clock, { perSecond: 2, burst: 3 });
    const signal = new AbortController().signal;
    const times = await clock.run(() =>
      Promise.all(Array.from({ length: 6 }, () => bucket.take(signal).then(() => clock.now()))),
    );
    expect(times).to.deep.equal([0, 0, 0, 500, 1000, 1500]);
  });
});

describe('runSchedule', () => {
  it('says so when items wait for each other, instead of ending with nothing done', async () => {
    const circle = {
      keys: ['a', 'b'],
      waitsFor: (key: string) => [key === 'a' ? 'b' : 'a'],
      run: async () => true,
      succeeded: (ok: boolean) => ok,
      concurrency: 2,
      signal: new AbortController().signal,
    };
    const error = await runSchedule(circle).catch((error: unknown) => error);
    expect(error).to.have.property('message', 'a, b wait for each other');
  });

  const graphs = fc
    .array(
      fc.record({ fails: fc.boolean(), seconds: fc.nat(9), needs: fc.array(fc.nat(20), { maxLength: 3 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map(items =>
      items.map(({ needs, ...item }, index) => ({ ...item, needs: needs.filter(need => need < index) })),
    );

  it('runs everything whose ancestors succeeded, after them, and nothing else', async () => {
    const seen = { skipped: 0, ran: 0 };
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (items, concurrency) => {
        const clock = createVirtualClock(0);
        const ended = new Map<string, number>();
        const started = new Map<string, number>();
        let running = 0;
        const needs = (key: string) => items[Number(key)]?.needs.map(String) ?? [];
        const ends = await clock.run(() =>
          runSchedule({
            keys: items.map((_, index) => String(index)),
            waitsFor: needs,
            run: async key => {
              started.set(key, clock.now());
              running += 1;
              expect(running).to.be.at.most(concurrency);
              await clock.sleep((items[Number(key)]?.seconds ?? 0) * 1000);
              running -= 1;
              ended.set(key, clock.now());
              return items[Number(key)]?.fails !== true;
            },
            succeeded: ok => ok,
            concurrency,
            signal: new AbortController().signal,
          }),
        );
        const good = (key: string): boolean => items[Number(key)]?.fails !== true && needs(key).every(good);
        expect(ends.size).to.equal(items.length);
        for (const [key, { end }] of ends) {
          const ran = needs(key).every(good);
          expect(end).to.equal(ran ? 'ran' : 'skipped');
          seen[ran ? 'ran' : 'skipped'] += 1;
          if (!ran) continue;
          for (const need of needs(key)) {
            expect(started.get(key)).to.be.at.least(ended.get(need) ?? Number.NaN);
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(seen.skipped).to.be.above(0);
    expect(seen.ran).to.be.above(0);
  });
});
