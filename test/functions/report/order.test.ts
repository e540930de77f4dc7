import { expect } from 'chai';
import { readOrder } from '../../../functions/report/order.ts';

const INPUT = { prefix: 'incoming/daily/', report: 'reports/' };
const TIME = '2026-11-22T03:00:00Z';

describe('readOrder', () => {
  it('takes what a schedule sends', () => {
    expect(readOrder({ ...INPUT, cloudpool: { id: 'x', time: TIME } })).to.deep.equal({
      ...INPUT,
      by: 'ticker',
      time: '2026-11-22T03:00:00.000Z',
      day: '2026-11-22',
    });
  });

  it('takes a time by hand, another column, and the day as a folder', () => {
    const order = readOrder({ prefix: 'incoming/{day}/', by: 'shop', time: '2026-11-22T01:00:00+02:00' });
    expect(order).to.include({
      prefix: 'incoming/2026-11-21/',
      report: 'reports/',
      by: 'shop',
      day: '2026-11-21',
    });
  });

  it('refuses what orders no report, for good, and says what is wrong', () => {
    const time = { time: TIME };
    for (const [input, says] of [
      [null, '"time"'],
      [INPUT, '"time" must be a time such as 2026-11-22T03:00:00Z, got nothing'],
      [{ ...INPUT, time: 'today' }, '"today"'],
      [{ ...INPUT, time: '2026-13-40T00:00:00Z' }, '"time"'],
      [{ ...time }, '"prefix" must be a text, got nothing'],
      [{ ...INPUT, ...time, prefix: 'incoming/daily' }, '"prefix" must end with a slash'],
      [{ ...INPUT, ...time, report: 7 }, '"report" must be a text, got 7'],
      [{ ...INPUT, ...time, by: '' }, '"by"'],
      [{ ...INPUT, ...time, report: 'incoming/daily/reports/' }, 'would read this one'],
    ] as const) {
      expect(() => readOrder(input), JSON.stringify(input))
        .to.throw(says)
        .that.includes({ name: 'BadOrder', retry: false });
    }
  });
});
