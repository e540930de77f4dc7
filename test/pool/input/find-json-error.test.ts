import { expect } from 'chai';
import fc from 'fast-check';
import { findJsonError } from '../../../scripts/pool/input/find-json-error.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonError', () => {
  it('finds nothing in good JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat({ max: 3 }), (json, indent) => {
        expect(findJsonError(JSON.stringify(JSON.parse(json), undefined, indent))).to.equal(undefined);
      }),
    );
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const token = fc.constantFrom(
      ...['{', '}', '[', ']', ':', ',', '"a"', '"\\u00e9"', '"\\x"', '1', '-0.5e3', '01', 'true', 'nul', ' '],
    );
    let good = 0;
    fc.assert(
      fc.property(fc.array(token, { maxLength: 7 }), tokens => {
        const text = tokens.join('');
        if (isJson(text)) good += 1;
        expect(findJsonError(text) === undefined, text).to.equal(isJson(text));
      }),
      { numRuns: 5_000 },
    );
    expect(good).to.be.greaterThan(0);
  });

  it('names the place', () => {
    const places = {
      '': 0,
      abc: 0,
      '{"a":1': 6,
      '{"a" 1}': 5,
      '{"a":1,}': 7,
      '[1 2]': 3,
      '[1]]': 3,
      '{a:1}': 1,
      '1 2': 2,
      "'a'": 0,
      '[1}': 2,
    };
    for (const [text, place] of Object.entries(places)) expect(findJsonError(text), text).to.equal(place);
  });

  it('manages a text of four megabytes and a deep one', () => {
    expect(findJsonError(`"${'x'.repeat(4_000_000)}`)).to.equal(0);
    expect(findJsonError(`"${'\\n'.repeat(2_000_000)}" x`)).to.equal(4_000_003);
    expect(findJsonError('['.repeat(100_000))).to.equal(100_000);
  });
});
