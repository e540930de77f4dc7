import { expect } from 'chai';
import fc from 'fast-check';
import {
  countLines,
  decodeText,
  joinLines,
  splitLines,
} from '../../../../functions/runtime/protocol/lines.ts';

describe('splitLines', () => {
  it('gives back the lines that joinLines joined, whatever Unicode they hold', () => {
    const line = fc
      .string({ unit: 'binary' })
      .map(text => text.replaceAll('\n', ''))
      .filter(text => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(line), lines => {
        expect(splitLines(joinLines(lines)).map(decodeText)).to.deep.equal(lines);
      }),
    );
  });

  it('does not split at U+2028, U+2029, CR or U+0085', () => {
    const line = '"a\u2028b\u2029c\rd\u0085e"';
    expect(splitLines(joinLines([line, line])).map(decodeText)).to.deep.equal([line, line]);
  });

  it('keeps a last line that no LF closes', () => {
    expect(splitLines(Buffer.from('1\n2')).map(decodeText)).to.deep.equal(['1', '2']);
  });

  it('keeps empty lines inside, and finds none in nothing', () => {
    expect(splitLines(Buffer.from('\n\n'))).to.have.length(2);
    expect(splitLines(new Uint8Array())).to.deep.equal([]);
  });
});

describe('decodeText', () => {
  it('refuses bytes that are not UTF-8', () => {
    expect(() => decodeText(Uint8Array.of(0xff))).to.throw(TypeError);
  });
});

describe('countLines', () => {
  it('counts what splitLines cuts', () => {
    const bytes = fc.array(fc.constantFrom(0x0a, 0x31)).map(units => Uint8Array.from(units));
    fc.assert(
      fc.property(bytes, some => {
        expect(countLines(some)).to.equal(splitLines(some).length);
      }),
    );
  });
});
