import { expect } from 'chai';
import stringWidth from 'string-width';
import { closesChart, resample, sparkline } from '../../../scripts/cli/demo/chart.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';

describe('sparkline', () => {
  it('draws the least as the lowest block and the greatest as the highest, and a gap as a gap', () => {
    expect(sparkline([0, undefined, 7, 3.4])).to.equal('▁ █▄');
  });

  it('draws a constant as a line', () => {
    expect(sparkline([5, 5])).to.equal('▁▁');
  });
});

describe('resample', () => {
  it('takes means, and repeats where there are too few', () => {
    expect(resample([1, 3, 5, 7], 2)).to.deep.equal([2, 6]);
    expect(resample([1, 2], 4)).to.deep.equal([1, 1, 2, 2]);
    expect(resample([undefined, undefined, 4, 4], 2)).to.deep.equal([undefined, 4]);
  });
});

describe('closesChart', () => {
  it('leaves the months open in which a ticker was not listed, and fits into 80 columns', () => {
    const months = Array.from(
      { length: 157 },
      (_, index) => `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
    );
    const closes = new Map([
      ['IBM', new Map(months.map((month, index) => [month, 100 + index]))],
      ['FB', new Map(months.slice(150).map(month => [month, 30]))],
    ]);
    const lines = closesChart(closes, { style: plainStyle, width: 80 });
    expect(lines).to.have.length(3);
    expect(lines[1]).to.match(/^ {2}FB +\$30.00 {20,}▁+ \$30.00$/);
    expect(lines[2]).to.match(/^ {2}IBM +\$100.00 ▁[▁-█]+█ \$256.00$/);
    expect(Math.max(...lines.map(line => stringWidth(line)))).to.be.at.most(80);
  });
});
