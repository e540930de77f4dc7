import { expect } from 'chai';
import { handler } from '../../../functions/vectorize/index.ts';
import { readNotice } from '../../../functions/vectorize/object-notice.ts';
import { taskContext } from '../task-context.ts';

const NOTICE = { bucket: 'b', key: 'incoming/csv/a.csv', etag: 'e', size: 3 };

describe('vectorize', () => {
  it('takes what the trigger sends', () => {
    expect(readNotice({ cloudpool: { id: 'e' }, ...NOTICE })).to.deep.equal(NOTICE);
  });

  it('refuses what names no object, for good', async () => {
    for (const input of [
      null,
      7,
      {},
      { ...NOTICE, key: '' },
      { ...NOTICE, etag: 1 },
      { ...NOTICE, size: '3' },
    ]) {
      const error = await (async () => handler.run(input, taskContext()))().catch(
        (thrown: unknown) => thrown,
      );
      expect(error, JSON.stringify(input)).to.include({ name: 'BadNotice', retry: false });
    }
  });

  it('leaves half of its function’s time for a second try', () => {
    expect(handler.description).to.deep.equal({ kind: 'cpu', concurrency: 1, timeoutSeconds: 240, tries: 2 });
  });
});
