import { expect } from 'chai';
import stringWidth from 'string-width';
import { chart, renderProbe } from '../../../scripts/cli/probe/probe-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import { measurementOf } from './measurements.ts';

const OPTIONS = { style: plainStyle, width: 80 };
const SIZES = [512, 1769, 3538].map(size => measurementOf(size));

describe('renderProbe', () => {
  it('prints what was measured of one size beside what it buys', () => {
    const text = renderProbe(
      { measurements: SIZES.slice(0, 1), taskSeconds: 1, isEmulator: false },
      OPTIONS,
    ).join('\n');
    for (const part of [
      '0.29 vCPU with 6 threads, 0.29 with one; 512 MB buy 0.29',
      '90 MB in use, 358 MB more',
      '85 MB/s down, 60 MB/s up, 12.5 ms',
      '120 MB/s written',
      '0.24 s from the process',
    ]) {
      expect(text).to.include(part);
    }
    expect(text).not.to.include('emulator');
  });

  it('prints a table, a chart and the cheapest size of several, in 80 columns', () => {
    const lines = renderProbe({ measurements: SIZES, taskSeconds: 1, isEmulator: false }, OPTIONS);
    const text = lines.join('\n');
    expect(lines.filter(line => line.includes('◀'))).to.have.lengthOf(1);
    expect(text).to.match(/1,769 MB +1\.00 +1\.00 .*1\.0 s +\$23\.03 +◀/);
    expect(text).to.include('cheapest  1,769 MB: 1.0 s a task');
    expect(text).to.include('arm64: $0.0000133334 a GB-second');
    expect(Math.max(...lines.map(line => stringWidth(line)))).to.be.at.most(80);
  });

  it('calls no size the cheapest on the emulator, and says why', () => {
    const text = renderProbe({ measurements: SIZES, taskSeconds: 1, isEmulator: true }, OPTIONS).join('\n');
    expect(text).not.to.match(/◀|cheapest {2}/);
    expect(text).to.include('The emulator sells no processors');
  });
});

describe('chart', () => {
  it('draws a bar of what was measured and a mark at what was bought', () => {
    const [, small, large] = chart(
      [measurementOf(1769, { processors: 0.5 }), measurementOf(3538, { processors: 4 })],
      { style: plainStyle, width: 64 },
    );
    expect(small?.slice(12)).to.equal(`${'█'.repeat(5)}    │${' '.repeat(30)} 0.50`);
    expect(large?.slice(12)).to.equal(`${'█'.repeat(19)}│${'█'.repeat(20)} 4.00`);
  });
});
