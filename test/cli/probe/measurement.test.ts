import { expect } from 'chai';
import { initMsOf, isProbe } from '../../../scripts/cli/probe/measurement.ts';
import { measurementOf } from './measurements.ts';

describe('isProbe', () => {
  it('knows the answer of a probe from everything else', () => {
    const { probe } = measurementOf(512);
    expect(isProbe(JSON.parse(JSON.stringify(probe)))).to.equal(true);
    for (const other of [null, 'text', {}, { greeting: 'Hello' }, { ...probe, disk: undefined }]) {
      expect(isProbe(other), JSON.stringify(other)).to.equal(false);
    }
  });
});

describe('initMsOf', () => {
  it('reads what Lambda reports of a cold start', () => {
    const report =
      'REPORT RequestId: 1\tDuration: 12.3 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tInit Duration: 312.45 ms\t';
    expect(initMsOf(report)).to.equal(312.45);
    expect(initMsOf('REPORT RequestId: 1\tDuration: 12.3 ms')).to.equal(undefined);
  });
});
