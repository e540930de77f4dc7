import { expect } from 'chai';
import { failureLine, valueLine } from '../../../../functions/runtime/protocol/outcome.ts';
import {
  decodeResult,
  encodeResult,
  openResult,
  type ResultHeader,
} from '../../../../functions/runtime/protocol/result.ts';

const header: ResultHeader = {
  token: 't',
  run: 'r',
  chunk: 1,
  first: 10,
  count: 2,
  failed: 1,
  by: 'worker',
  attempt: 1,
  losses: 0,
  worker: 'w',
  code: 'c',
  startedAt: 1,
  endedAt: 2,
  memoryMb: 50.5,
  cold: true,
};
const ten = valueLine(10, '"a\u2028b"', 1);
const eleven = failureLine(11, { name: 'E', message: 'm' }, 3);

describe('decodeResult', () => {
  it('reads header and outcomes, which encodeResult put in task order', () => {
    const result = decodeResult(encodeResult(header, [eleven, ten]));
    expect(result.header).to.deep.equal(header);
    expect(result.outcomes).to.deep.equal([
      { task: 10, ok: true, value: 'a\u2028b', attempts: 1 },
      { task: 11, ok: false, error: { name: 'E', message: 'm' }, attempts: 3 },
    ]);
  });

  it('refuses a result that lacks a task', () => {
    const bytes = Buffer.from(encodeResult(header, [ten, eleven]));
    const cut = bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1);
    expect(() => decodeResult(cut)).to.throw('tasks 10 to 11 once each, got 1');
  });

  it('refuses another version by name', () => {
    const bytes = Buffer.from(encodeResult(header, [ten, eleven]));
    const other = Buffer.from(bytes.toString().replace('"v":1', '"v":2'));
    expect(() => decodeResult(other)).to.throw('protocol version 2');
  });
});

describe('openResult', () => {
  const bytes = Buffer.from(encodeResult(header, [ten, eleven]));

  it('gives the lines out byte for byte beside their outcomes', () => {
    const lines = [...openResult(bytes).entries].map(({ line }) => Buffer.from(line).toString());
    expect(lines).to.deep.equal([ten.line, eleven.line]);
  });

  it('gives nothing out of a result with a line too many', () => {
    expect(() => openResult(Buffer.concat([bytes, Buffer.from(`${eleven.line}\n`)]))).to.throw('got 3');
  });

  it('refuses a task out of its order when its turn comes', () => {
    const [head, first, second] = bytes.toString().split('\n');
    const { entries } = openResult(Buffer.from([head, second, first].join('\n')));
    expect(() => entries.next()).to.throw('tasks 10 to 11 once each');
  });
});

describe('encodeResult', () => {
  it('refuses a task twice, a missing one, and a foreign one', () => {
    for (const lines of [[ten, ten], [ten], [ten, valueLine(12, '1', 1)]]) {
      expect(() => encodeResult(header, lines)).to.throw('once each');
    }
  });
});
