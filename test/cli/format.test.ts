import { expect } from 'chai';
import fc from 'fast-check';
import stringWidth from 'string-width';
import * as format from '../../scripts/cli/format.ts';

describe('formatSeconds', () => {
  it('keeps the digits that say something', () => {
    const written = [0.004, 0.42, 1, 59.9, 59.96, 125, 3599.6, 3840].map(format.formatSeconds);
    expect(written).to.deep.equal([
      '0.00 s',
      '0.42 s',
      '1.0 s',
      '59.9 s',
      '1 min 00 s',
      '2 min 05 s',
      '1 h 00 min',
      '1 h 04 min',
    ]);
  });
});

describe('formatCount', () => {
  it('sets thousands apart as Intl does', () => {
    const { format: byIntl } = new Intl.NumberFormat('en-US');
    fc.assert(
      fc.property(fc.integer(), count => {
        expect(format.formatCount(count)).to.equal(byIntl(count));
      }),
    );
    const written = [0, 999, 1_000, 12_154, -1_234, 1e15, 999.5].map(format.formatCount);
    expect(written).to.deep.equal([
      '0',
      '999',
      '1,000',
      '12,154',
      '-1,234',
      '1,000,000,000,000,000',
      '1,000',
    ]);
  });
});

describe('formatBytes', () => {
  it('counts in binary units', () => {
    const written = [0, 1023, 1024, 1_572_864, 5 * 1024 ** 4].map(format.formatBytes);
    expect(written).to.deep.equal(['0 B', '1023 B', '1.0 KiB', '1.5 MiB', '5.0 TiB']);
  });
});

describe('formatDollars', () => {
  it('shows two digits that say something, also below a cent', () => {
    const written = [0, 0.000021, 0.0084, 0.4, 12].map(format.formatDollars);
    expect(written).to.deep.equal(['$0.00', '$0.000021', '$0.0084', '$0.40', '$12.00']);
  });
});

describe('clip', () => {
  it('never exceeds the width, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, width) => {
        expect(stringWidth(format.clip(text, width))).to.be.at.most(width);
      }),
    );
  });

  it('leaves what fits, and folds line breaks', () => {
    expect(format.clip('one\n  two', 80)).to.equal('one two');
    expect(format.clip('abcdef', 4)).to.equal('abc…');
  });
});

describe('wrap', () => {
  it('loses no word', () => {
    const text = 'Properties validation failed for resource TaskQueue with message too large';
    const lines = format.wrap(text, 30);
    expect(lines.join(' ')).to.equal(text);
    expect(Math.max(...lines.map(line => line.length))).to.be.at.most(30);
  });
});

describe('formatElapsed', () => {
  it('counts whole seconds, and minutes as any duration', () => {
    const written = [-1, 0.9, 41.9, 60, 125, 3_840].map(format.formatElapsed);
    expect(written).to.deep.equal(['0 s', '0 s', '41 s', '1 min 00 s', '2 min 05 s', '1 h 04 min']);
  });
});

describe('formatRough', () => {
  it('promises no more than a guess can hold', () => {
    const written = [0.2, 7.4, 12, 38, 58, 95, 185, 3_570, 4_300, 7_100].map(format.formatRough);
    expect(written).to.deep.equal([
      '1 s',
      '7 s',
      '10 s',
      '40 s',
      '1 min',
      '2 min',
      '3 min',
      '1 h',
      '1 h 10 min',
      '2 h',
    ]);
  });
});

describe('formatClock', () => {
  it('reads as a clock does', () => {
    expect([0, 41, 725, 3_849].map(format.formatClock)).to.deep.equal(['0:00', '0:41', '12:05', '1:04:09']);
  });
});
