import { expect } from 'chai';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { type CalendarOptions, readCalendar } from '../../../scripts/local/schedules/calendar.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

describe('readCalendar', () => {
  /** The first times after noon on Sunday, 22 November 2026, without their zeros. */
  function times(expression: string, count: number, options: Partial<CalendarOptions> = {}): string[] {
    const calendar = readCalendar(expression, { timezone: 'UTC', created: NOON, ...options });
    const found: string[] = [];
    for (let after = NOON; found.length < count; ) {
      const time = calendar.next(after);
      if (time === undefined) break;
      found.push(new Date(time).toISOString().replace(':00.000Z', 'Z'));
      after = time;
    }
    return found;
  }

  const examples: readonly [expression: string, times: readonly string[]][] = [
    ['rate(1 minute)', ['2026-11-22T12:01Z', '2026-11-22T12:02Z']],
    ['rate(3 hours)', ['2026-11-22T15:00Z', '2026-11-22T18:00Z']],
    ['rate(2 days)', ['2026-11-24T12:00Z', '2026-11-26T12:00Z']],
    ['cron(0 8 * * ? *)', ['2026-11-23T08:00Z', '2026-11-24T08:00Z']],
    ['cron(0/15 * * * ? *)', ['2026-11-22T12:15Z', '2026-11-22T12:30Z']],
    ['cron(5/20 9-10 * * ? *)', ['2026-11-23T09:05Z', '2026-11-23T09:25Z']],
    ['cron(0 9 ? * MON-FRI *)', ['2026-11-23T09:00Z', '2026-11-24T09:00Z']],
    // 1 is Sunday, unlike in crontab(5).
    ['cron(0 9 ? * 2 *)', ['2026-11-23T09:00Z', '2026-11-30T09:00Z']],
    ['cron(0 9 ? * 1 *)', ['2026-11-29T09:00Z', '2026-12-06T09:00Z']],
    ['cron(0 9 L * ? *)', ['2026-11-30T09:00Z', '2026-12-31T09:00Z']],
    ['cron(0 9 ? * 6L *)', ['2026-11-27T09:00Z', '2026-12-25T09:00Z']],
    ['cron(0 9 ? * L *)', ['2026-11-28T09:00Z', '2026-12-05T09:00Z']],
    ['cron(0 9 ? * 3#2 *)', ['2026-12-08T09:00Z', '2027-01-12T09:00Z']],
    // The 5th of December 2026 is a Saturday.
    ['cron(0 9 5W * ? *)', ['2026-12-04T09:00Z', '2027-01-05T09:00Z']],
    ['cron(0 0 1 1 ? 2027-2028)', ['2027-01-01T00:00Z', '2028-01-01T00:00Z']],
    ['at(2026-12-24T18:30:00)', ['2026-12-24T18:30Z']],
    ['at(2026-01-01T00:00:00)', []],
    ['cron(0 8 1 1 ? 2020)', []],
  ];
  for (const [expression, expected] of examples) {
    it(`knows when ${expression} fires`, () => {
      expect(times(expression, 2)).to.deep.equal(expected);
    });
  }

  it('reads a cron and an at in the time zone of the schedule', () => {
    const timezone = 'Europe/Berlin';
    expect(times('cron(0 8 * * ? *)', 1, { timezone })).to.deep.equal(['2026-11-23T07:00Z']);
    expect(times('at(2026-12-24T18:30:00)', 1, { timezone })).to.deep.equal(['2026-12-24T17:30Z']);
  });

  it('fires nothing before the start, and nothing after the end', () => {
    const start = Date.parse('2026-11-22T13:30:00Z');
    const end = Date.parse('2026-11-22T15:30:00Z');
    expect(times('rate(1 hour)', 9, { start, end })).to.deep.equal([
      '2026-11-22T13:30Z',
      '2026-11-22T14:30Z',
      '2026-11-22T15:30Z',
    ]);
    expect(times('cron(0 * * * ? *)', 9, { start, end })).to.deep.equal([
      '2026-11-22T14:00Z',
      '2026-11-22T15:00Z',
    ]);
  });

  it('counts a rate from the creation, not from when somebody looks', () => {
    const created = Date.parse('2026-11-22T10:59:13Z');
    expect(times('rate(1 hour)', 1, { created })).to.deep.equal(['2026-11-22T12:59:13.000Z']);
  });

  const bad: readonly [expression: string, says: RegExp][] = [
    ['every minute', /none of rate/],
    ['rate(0 minutes)', /a rate is a number above 0/],
    ['rate(5 seconds)', /a rate is a number above 0/],
    ['cron(0 8 * * *)', /a cron has 6 fields, this one 5/],
    ['cron(0 8 * * * *)', /one of day of month and day of week must be \?/],
    ['cron(0 8 ? * ? *)', /one of day of month and day of week must be \?/],
    ['cron(61 8 * * ? *)', /61/],
    ['cron(0 8 ? * FUNDAY *)', /FUNDAY/],
    ['at(tomorrow)', /tomorrow/i],
  ];
  for (const [expression, says] of bad) {
    it(`refuses ${expression}`, () => {
      expect(() => readCalendar(expression, { timezone: 'UTC', created: NOON }))
        .to.throw(CloudpoolError, says)
        .with.property('code', 'BAD_SCHEDULE');
    });
  }

  it('refuses a time zone that is none', () => {
    expect(() =>
      readCalendar('cron(0 8 * * ? *)', { timezone: 'Mars/Olympus', created: NOON }).next(NOON),
    ).to.throw();
  });
});
