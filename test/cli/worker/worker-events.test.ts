import { expect } from 'chai';
import { readWorkerLine, workerLines } from '../../../scripts/cli/worker/worker-events.ts';

describe('readWorkerLine', () => {
  it('tells the worker, its tasks and what they print apart', () => {
    expect(readWorkerLine('{"event":"result","chunk":1}')).to.deep.equal({ event: 'result', chunk: 1 });
    expect(readWorkerLine('{"run":"r","task":4,"attempt":1,"message":"hm"}')).to.include({
      event: 'task-log',
      task: 4,
    });
    for (const line of ['hello', '7', 'null', '[1]', '{"a":1}', '{"event":1}', '{']) {
      expect(readWorkerLine(line), line).to.deep.equal({ event: 'printed', line });
    }
  });
});

describe('workerLines', () => {
  const lines: readonly (readonly [entry: object, line: string])[] = [
    [
      { event: 'started', pool: 'local-prices', process: 7, slots: 2, threads: 1, kind: 'io' },
      'Process 7 works for local-prices: 2 chunks at once. Ctrl-C ends it.',
    ],
    [
      { event: 'started', pool: 'local-render', process: 7, slots: 1, threads: 4, kind: 'cpu' },
      'Process 7 works for local-render: 1 chunk at once on 4 threads. Ctrl-C ends it.',
    ],
    [{ event: 'result', run: 'r', chunk: 3, attempt: 1 }, 'r: chunk 3 done'],
    [{ event: 'result', run: 'r', chunk: 3, attempt: 2 }, 'r: chunk 3 done, attempt 2'],
    [{ event: 'give-back', run: 'r', chunk: 3, reason: 'signal' }, 'r: chunk 3 given back (signal)'],
    [
      { event: 'draining', graceSeconds: 90 },
      'Takes no more messages; what is not done in 90 s is given back.',
    ],
    [{ event: 'leaving', reason: 'idle' }, 'The worker left because it found nothing to do.'],
    [{ event: 'leaving', reason: 'drained' }, 'The worker left as asked.'],
    [{ run: 'r', task: 4, attempt: 1, message: 'hm' }, 'r task 4: hm'],
    [{ event: 'lease-gone', error: 'Error: no\n  at x' }, 'note: lease-gone: Error: no'],
    [{ event: 'no-run-record' }, 'note: no-run-record'],
  ];
  for (const [entry, line] of lines) {
    it(`says: ${line}`, () => {
      expect(workerLines(readWorkerLine(JSON.stringify(entry)))).to.deep.equal([line]);
    });
  }
});
