import { expect } from 'chai';
import { handler } from '../../../functions/hello/index.ts';
import { taskContext } from '../task-context.ts';

describe('hello', () => {
  it('greets by name', async () => {
    expect(await handler.run({ name: 'Ada' }, taskContext())).to.deep.equal({ greeting: 'Hello, Ada!' });
  });
});
