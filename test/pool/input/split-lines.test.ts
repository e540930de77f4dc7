import { expect } from 'chai';
import fc from 'fast-check';
import { createLineSplitter } from '../../../scripts/pool/input/split-lines.ts';

function split(pieces: readonly Uint8Array[], maxLineBytes?: number): (string | undefined)[] {
  const splitter = createLineSplitter(maxLineBytes);
  const lines: (string | undefined)[] = [];
  for (const piece of pieces) {
    for (const { bytes } of splitter.push(piece)) lines.push(bytes?.toString('utf8'));
  }
  for (const { bytes } of splitter.end()) lines.push(bytes?.toString('utf8'));
  return lines;
}

/** Cuts bytes anywhere, also inside characters, line ends and the byte order mark. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map(place => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('createLineSplitter', () => {
  it('finds the same lines wherever the stream is cut', () => {
    const line = fc.string({ unit: 'binary' }).map(text => text.replaceAll(/[\r\n]|^\ufeff/g, 'é\u2028😀'));
    let multiByteCuts = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat()), fc.boolean(), (lines, cuts, crlf) => {
        const whole = Buffer.from(lines.map(text => text + (crlf ? '\r\n' : '\n')).join(''));
        const pieces = cut(whole, cuts);
        if (pieces.some(piece => ((piece[0] ?? 0) & 0xc0) === 0x80)) multiByteCuts += 1;
        expect(split(pieces)).to.deep.equal(lines.map(text => Buffer.from(text).toString('utf8')));
      }),
    );
    expect(multiByteCuts, 'cuts inside a character').to.be.greaterThan(0);
  });

  it('does not cut at U+2028, U+2029, NEL or a carriage return inside a line', () => {
    expect(split([Buffer.from('"a\u2028b\u2029c\u0085d\re"\n1')])).to.deep.equal([
      '"a\u2028b\u2029c\u0085d\re"',
      '1',
    ]);
  });

  it('drops a byte order mark at the start of the input only, even in pieces', () => {
    const bytes = Buffer.from('\ufeff1\n\ufeff2\n');
    expect(split([bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)])).to.deep.equal([
      '1',
      '\ufeff2',
    ]);
  });

  it('yields a last line without a line feed', () => {
    expect(split([Buffer.from('1\n2')])).to.deep.equal(['1', '2']);
  });

  it('does not keep a line beyond the limit, and goes on behind it', () => {
    const pieces = ['"', 'x'.repeat(20), 'x'.repeat(20), '"\n1\n'].map(text => Buffer.from(text));
    expect(split(pieces, 10)).to.deep.equal([undefined, '1']);
  });

  it('takes a line of exactly the limit, its carriage return and the byte order mark not counted', () => {
    expect(split([Buffer.from('\ufeff1234567890\r\n12345678901\n')], 10)).to.deep.equal([
      '1234567890',
      undefined,
    ]);
  });

  it('survives that the pieces are filled again', () => {
    const splitter = createLineSplitter();
    const piece = Buffer.from('12');
    expect([...splitter.push(piece)]).to.deep.equal([]);
    piece.fill('9');
    expect([...splitter.end()].map(({ bytes }) => `${bytes}`)).to.deep.equal(['12']);
  });
});
