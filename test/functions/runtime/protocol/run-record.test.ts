import { expect } from 'chai';
import {
  encodeRunRecord,
  encodeSentRecord,
  encodeStopRecord,
  encodeSummaryRecord,
  parseRunRecord,
  parseSentRecord,
  parseStopRecord,
  parseSummaryRecord,
  type RunRecord,
} from '../../../../functions/runtime/protocol/run-record.ts';

const record: RunRecord = {
  token: 't',
  run: 'r',
  pool: 'p',
  tasks: 10,
  chunks: 2,
  width: 1,
  concurrency: 3,
  tries: 3,
  taskTimeoutSeconds: 0.5,
  leaseSeconds: 120,
  until: 1_795_377_600,
  code: 'c',
  submitter: 'me',
  createdAt: 5,
};

describe('parseRunRecord', () => {
  it('reads what encodeRunRecord wrote, with and without a parent', () => {
    expect(parseRunRecord(encodeRunRecord(record))).to.deep.equal(record);
    const retry = { ...record, parent: 'r0', parentTasks: [4, 9] };
    expect(parseRunRecord(encodeRunRecord(retry))).to.deep.equal(retry);
  });

  it('names the field that is wrong, and what it got', () => {
    const text = encodeRunRecord({ ...record, chunks: 0 });
    expect(() => parseRunRecord(text)).to.throw(
      'run.json: "chunks" must be a whole number of at least 1, got 0',
    );
  });

  it('refuses another version before it looks at fields', () => {
    expect(() => parseRunRecord('{"v":2}')).to.throw('protocol version 2, this is version 1');
    expect(() => parseRunRecord('nonsense')).to.throw('run.json: not JSON');
  });
});

describe('the small records', () => {
  it('read what they wrote', () => {
    const sent = { upTo: 7, at: 1 };
    const stop = { token: 't', reason: 'cancelled', at: 1 } as const;
    const summary = { tasks: 3, failed: 1, chunks: 1, createdAt: 1, endedAt: 2 };
    expect(parseSentRecord(encodeSentRecord(sent))).to.deep.equal(sent);
    expect(parseStopRecord(encodeStopRecord(stop))).to.deep.equal(stop);
    expect(parseSummaryRecord(encodeSummaryRecord(summary))).to.deep.equal(summary);
  });
});
