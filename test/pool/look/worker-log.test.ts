import { expect } from 'chai';
import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { LogEvent } from '../../../scripts/aws/log-events.ts';
import { followLines, logGroupsOf, readLastLines, readLines } from '../../../scripts/pool/look/worker-log.ts';
import { stubSession } from '../../support/stub-session.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** Log groups that can grow, and the spans that were asked for. */
function logsOf(groups: Readonly<Record<string, Line[]>>) {
  const asked: number[] = [];
  const { session } = stubSession({
    FilterLogEvents: ({ logGroupName, startTime }) => {
      asked.push(Number(startTime));
      const lines = groups[String(logGroupName)] ?? [];
      return {
        events: lines
          .filter(({ at }) => at >= Number(startTime))
          .map(({ at, text }) => ({
            eventId: `${at}${text}`,
            timestamp: at,
            logStreamName: 's',
            message: text,
          })),
      };
    },
  });
  return { session, asked };
}

const MINUTE = 60_000;
const now = 100 * MINUTE;
const signal = new AbortController().signal;
const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
const texts = (lines: readonly LogEvent[]) => lines.map(({ text }) => text);

describe('logGroupsOf', () => {
  it('names the groups of functions and containers, and none that nobody gave', () => {
    const fleets = [{ logGroup: 'containers' }, { logGroup: '' }];
    expect(logGroupsOf({ logGroup: 'functions' }, { fleets })).to.deep.equal(['functions', 'containers']);
  });
});

describe('readLines', () => {
  it('brings several groups into the order of their times, without what Lambda writes', async () => {
    const { session } = logsOf({
      functions: [
        { at: 1, text: 'INIT_START Runtime Version: nodejs:24' },
        { at: 2, text: 'START RequestId: 1 Version: $LATEST' },
        { at: 3, text: 'a' },
        { at: 7, text: 'd' },
        { at: 8, text: 'END RequestId: 1' },
        { at: 9, text: 'REPORT RequestId: 1 Duration: 3.1 ms' },
      ],
      containers: [
        { at: 4, text: 'b' },
        { at: 5, text: 'c STARTED' },
      ],
    });
    const lines = await Array.fromAsync(readLines(session, ['functions', 'containers'], { since: 0 }));
    expect(texts(lines)).to.deep.equal(['a', 'b', 'c STARTED', 'd']);
  });

  it('ends at once without a group', async () => {
    expect(await Array.fromAsync(readLines(logsOf({}).session, [], { since: 0 }))).to.deep.equal([]);
  });
});

describe('readLastLines', () => {
  it('looks back no further than it must', async () => {
    const busy = Array.from({ length: 30 }, (_, index) => ({ at: now - 100 + index, text: `${index}` }));
    const { session, asked } = logsOf({ group: busy });
    expect(texts(await readLastLines({ session, clock, signal }, ['group'], 3))).to.deep.equal([
      '27',
      '28',
      '29',
    ]);
    expect(asked).to.deep.equal([now - MINUTE]);
  });

  it('looks back an hour for the lines of a quiet pool, and no further', async () => {
    const { session, asked } = logsOf({
      group: [
        { at: now - 61 * MINUTE, text: 'too old' },
        { at: now - 40 * MINUTE, text: 'once' },
      ],
    });
    expect(texts(await readLastLines({ session, clock, signal }, ['group'], 3))).to.deep.equal(['once']);
    expect(asked).to.deep.equal([now - MINUTE, now - 10 * MINUTE, now - 60 * MINUTE]);
  });
});

describe('followLines', () => {
  it('tells each line once, also one that comes late, until it is to stop', async () => {
    const lines: Line[] = [{ at: now, text: 'first' }];
    const { session } = logsOf({ group: lines });
    const stop = new AbortController();
    const rounds: Line[][] = [[{ at: now + 5_000, text: 'second' }], [{ at: now + 1_000, text: 'late' }], []];
    const sleep = async () => {
      const round = rounds.shift();
      if (round === undefined) stop.abort();
      else lines.push(...round);
    };
    const following = followLines(
      { session, clock: { now: () => now, sleep }, signal: stop.signal },
      ['group'],
      now,
    );
    expect(texts(await Array.fromAsync(following))).to.deep.equal(['first', 'second', 'late']);
  });
});
