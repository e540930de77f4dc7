import { expect } from 'chai';
import { renderPoolLook } from '../../../scripts/cli/render/pool-look-view.ts';
import { queueText, renderStatus } from '../../../scripts/cli/render/status-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { StackStatus } from '../../../scripts/deploy/status.ts';
import type { PoolLook } from '../../../scripts/pool/look/look-at-pool.ts';

const pool: PoolLook['pool'] = {
  key: 'hello',
  name: 'app-hello',
  bucket: 'data',
  queueUrl: 'https://queue',
  deadLetterQueueUrl: 'https://dead',
  functionArn: 'arn:function',
  logGroup: 'group',
  memoryMb: 1769,
  timeoutSeconds: 120,
  concurrency: 4,
  architecture: 'arm64',
  workers: 'lambda',
  code: 'code/hello/1.zip',
  settings: '{}',
};
const look: PoolLook = {
  pool,
  queue: { waiting: 1_200, inFlight: 4, deadLetters: 1 },
  containers: [{ fleet: 'nightly', running: 2, maxTasks: 20 }],
  metrics: { invocations: 12, errors: 1, throttles: 0, medianMs: 3.14, longestMs: 1_250 },
  log: [
    { id: '1', at: Date.UTC(2026, 10, 22, 20, 23, 59, 120), stream: 's', text: 'one' },
    { id: '2', at: Date.UTC(2026, 10, 22, 20, 24, 0, 5), stream: 's', text: 'x'.repeat(100) },
  ],
};
const view = { style: plainStyle, width: 80, isEmulator: false };

describe('renderPoolLook', () => {
  it('draws the size, the last hour, the containers, the messages and the log within the width', () => {
    expect(renderPoolLook(look, view)).to.deep.equal([
      'hello',
      '  function    1,769 MB, arm64, 120 s, at most 4 at once',
      '  last hour   12 invocations, 1 error, 0 throttles; half within 3.1 ms, the longest 1.3 s',
      '  containers  nightly: 2 of at most 20 running',
      '  messages    1,200 waiting, 4 in flight, 1 dead letter',
      '  log         20:23:59.120  one',
      `              20:24:00.005  ${'x'.repeat(51)}…`,
    ]);
  });

  it('never shows 0 for what was not recorded', () => {
    const lines = renderPoolLook({ ...look, metrics: undefined, log: [] }, view);
    expect(lines).to.include('  last hour   CloudWatch has recorded nothing');
    expect(lines).to.include('  log         nothing was printed in the last hour');
    expect(lines.join('\n')).to.not.match(/\b0 invocations/);
  });

  it('names what the emulator does not record', () => {
    const lines = renderPoolLook(look, { ...view, isEmulator: true });
    expect(lines[3]).to.match(
      /^ {14}The emulator records direct calls only: what came through the queue is not/,
    );
  });
});

describe('queueText', () => {
  it('leaves out what is zero', () => {
    expect(queueText({ waiting: 0, inFlight: 0, deadLetters: 0 })).to.equal('no messages');
    expect(queueText({ waiting: 0, inFlight: 2, deadLetters: 0 })).to.equal('2 in flight');
  });
});

describe('renderStatus', () => {
  it('draws one row a stack, with the messages of a pool', () => {
    const stack: StackStatus = {
      ...{ key: 'hello', stackName: 'app-hello', status: 'CREATE_COMPLETE' },
      ...{ updated: Date.UTC(2026, 10, 22, 20, 10), terminationProtection: true, ours: true, outputs: {} },
    };
    const absent = { key: 'iam', stackName: 'app-iam', status: 'ABSENT', ours: true };
    const rows = [
      { stack, queue: look.queue },
      { stack: { ...absent, terminationProtection: false, outputs: {} } },
    ];
    expect(renderStatus(rows, plainStyle, 120)).to.deep.equal([
      'hello  CREATE_COMPLETE  2026-11-22 20:10 UTC  1,200 waiting, 4 in flight, 1 dead letter  protected',
      'iam    not deployed',
    ]);
  });
});
