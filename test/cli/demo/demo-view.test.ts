import { expect } from 'chai';
import stringWidth from 'string-width';
import { type DemoReport, renderDemo } from '../../../scripts/cli/demo/demo-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';

const report: DemoReport = {
  counts: {
    seen: new Map(Array.from({ length: 589 }, (_, task) => [task, 1])),
    rows: 12_154,
    failures: [
      { task: 586, ok: false, error: { name: 'UnknownTicker', message: 'ACME: unknown' }, attempts: 1 },
    ],
    closes: new Map([['IBM', new Map([['2000-03', 118.37]])]]),
  },
  run: '20261122T173849-o522',
  wallSeconds: 10,
  sample: { requests: 24, seconds: 4.8 },
  file: '.cloudpool/demo/results.jsonl',
  wrong: [],
};
const view = (change: Partial<DemoReport> = {}) =>
  renderDemo({ ...report, ...change }, { style: plainStyle, width: 80 });

describe('renderDemo', () => {
  it('tells counts, rows, both times and where the results are', () => {
    const text = view().join('\n');
    for (const part of [
      '589 tasks',
      '588 done, 1 failed',
      '12,154',
      '10.0 s',
      '11.8 times',
      '1 min 58 s',
      'results.jsonl',
    ]) {
      expect(text).to.include(part);
    }
  });

  it('says that the serial time is an estimate, and from how many requests', () => {
    expect(view().join('\n')).to.include('an estimate from 24 of the requests');
  });

  it('names three commands and how to stop the services', () => {
    const commands = view().filter(line => line.includes('npx cloudpool'));
    expect(commands).to.have.length(4);
    expect(commands.at(-1)).to.include('local stop');
  });

  it('fits into 80 columns', () => {
    expect(Math.max(...view().map(line => stringWidth(line)))).to.be.at.most(80);
  });

  it('names what is wrong instead of what to try next', () => {
    const lines = view({ wrong: ['12,000 rows came back, not 12,154.'] });
    expect(lines.at(-1)).to.equal('✗ 12,000 rows came back, not 12,154.');
  });
});
