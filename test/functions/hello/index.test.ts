import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { handler } from '../../../functions/hello/index.ts';
import { taskContext } from '../task-context.ts';

describe('hello', () => {
  it('greets by name', async () => {
    expect(await handler.run({ name: 'Ada' }, taskContext())).to.deep.equal({ greeting: 'Hello, Ada!' });
  });

  it('takes its test event, which invoke sends', async () => {
    const file = join(import.meta.dirname, '../../../functions/hello/event.json');
    const event = JSON.parse(readFileSync(file, 'utf8')) as { readonly name: string };
    expect(await handler.run(event, taskContext())).to.deep.equal({ greeting: 'Hello, Ada!' });
  });
});
