import { expect } from 'chai';
import fc from 'fast-check';
import type { Json } from '../../../../functions/runtime/protocol/json.ts';
import {
  blobLine,
  failureLine,
  INLINE_OUTCOME_BYTES,
  isBlob,
  isLarge,
  parseOutcome,
  valueLine,
} from '../../../../functions/runtime/protocol/outcome.ts';

describe('parseOutcome', () => {
  it('reads every value that valueLine wrote', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), fc.nat(), (task, value, attempts) => {
        const { line } = valueLine(task, JSON.stringify(value), attempts);
        const expected = { task, ok: true, value: JSON.parse(JSON.stringify(value)) as Json, attempts };
        expect(parseOutcome(line)).to.deep.equal(expected);
        expect(line).to.not.include('\n');
      }),
    );
  });

  it('reads every failure that failureLine wrote', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.string(), (task, name, message) => {
        const { line } = failureLine(task, { name, message }, 1);
        expect(parseOutcome(line)).to.deep.equal({ task, ok: false, error: { name, message }, attempts: 1 });
      }),
    );
  });

  it('reads a pointer to a blob as one', () => {
    const pointer = { task: 3, ok: true, blob: 'blobs/0/3.1', attempts: 2 };
    const got = parseOutcome(blobLine(pointer).line);
    expect(got).to.deep.equal(pointer);
    expect(isBlob(got)).to.equal(true);
  });

  it('refuses an outcome without value, and an error without name', () => {
    expect(() => parseOutcome('{"task":1,"ok":true,"attempts":1}')).to.throw('"value" is missing');
    expect(() => parseOutcome('{"task":1,"ok":false,"error":{},"attempts":1}')).to.throw(
      'name and a message',
    );
    expect(() => parseOutcome('[]')).to.throw('expected a JSON object');
  });
});

describe('isLarge', () => {
  it('counts bytes, not characters', () => {
    const euros = (count: number) => valueLine(0, JSON.stringify('€'.repeat(count)), 1);
    const room = Math.floor((INLINE_OUTCOME_BYTES - euros(0).line.length) / 3);
    expect(isLarge(euros(room))).to.equal(false);
    expect(isLarge(euros(room + 1))).to.equal(true);
  });
});
