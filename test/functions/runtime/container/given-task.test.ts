import { expect } from 'chai';
import { readGivenTask } from '../../../../functions/runtime/container/given-task.ts';

const read = (CLOUDPOOL_TASK_ID: string, CLOUDPOOL_TASK?: string) => {
  const task = readGivenTask({ CLOUDPOOL_TASK_ID, CLOUDPOOL_TASK });
  return task && { id: task.id, input: JSON.parse(task.input) };
};

describe('readGivenTask', () => {
  it('finds none where the container works for the queue', () => {
    expect(readGivenTask({})).to.equal(undefined);
    expect(readGivenTask({ CLOUDPOOL_TASK_ID: '', CLOUDPOOL_TASK: '{}' })).to.equal(undefined);
  });

  it('names the task after the scheduled time, and tells an object of it', () => {
    expect(read('2026-11-22T03:00:00Z', '{"prefix":"incoming/daily/"}')).to.deep.equal({
      id: '2026-11-22T03-00-00Z',
      input: {
        prefix: 'incoming/daily/',
        cloudpool: { id: '2026-11-22T03-00-00Z', time: '2026-11-22T03:00:00Z' },
      },
    });
  });

  it('lets a word before the time tell two schedules of one pool apart', () => {
    expect(read('nightly-2026-11-22T03:00:00Z')?.input.cloudpool).to.deep.equal({
      id: 'nightly-2026-11-22T03-00-00Z',
      time: '2026-11-22T03:00:00Z',
    });
  });

  it('takes any name, which then tells no time, and any input', () => {
    expect(read('by-hand')).to.deep.equal({ id: 'by-hand', input: { cloudpool: { id: 'by-hand' } } });
    for (const input of [7, 'text', null, [1], true]) {
      expect(read('x', JSON.stringify(input))).to.deep.equal({ id: 'x', input });
    }
  });

  it('replaces what the input itself says under the same name', () => {
    expect(read('x', '{"cloudpool":{"id":"../y"}}')?.input).to.deep.equal({ cloudpool: { id: 'x' } });
  });

  it('refuses a name that would leave its folder, and an input that is no JSON', () => {
    for (const id of ['../x', 'a/b', '.', ' ', 'x'.repeat(129), '<aws.scheduler.scheduled-time>']) {
      expect(() => read(id), id).to.throw('CLOUDPOOL_TASK_ID must be');
    }
    expect(() => read('x', '{')).to.throw('CLOUDPOOL_TASK is no JSON');
  });
});
