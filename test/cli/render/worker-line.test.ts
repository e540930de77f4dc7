import { expect } from 'chai';
import { workerLine } from '../../../scripts/cli/render/worker-line.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';

const line = (entry: object | string) =>
  workerLine(typeof entry === 'string' ? entry : JSON.stringify(entry), plainStyle);

describe('workerLine', () => {
  it('puts what a task said first, and then whose it is', () => {
    expect(line({ run: 'r1', task: 7, attempt: 1, message: 'Hello, Ada!' })).to.equal('Hello, Ada!  r1/7');
    expect(line({ run: 'r1', task: 7, attempt: 2, message: 'again' })).to.equal('again  r1/7, attempt 2');
  });

  it('writes an event of the worker as its name and its fields', () => {
    expect(line({ event: 'give-back', run: 'r1', chunk: 3, attempt: 2, reason: 'time' })).to.equal(
      'give-back  run=r1 chunk=3 attempt=2 reason=time',
    );
    expect(line({ event: 'leaving' })).to.equal('leaving');
  });

  it('leaves every other line as it is', () => {
    for (const text of ['plain text', '{not json', '{"level":"info"}', '{"message":"of a library"}', '']) {
      expect(line(text)).to.equal(text);
    }
  });
});
