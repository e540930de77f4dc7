import type { TaskEnd, TaskOrder } from '../../../../functions/runtime/executor.ts';
import {
  createThreadExecutor,
  type ThreadExecutor,
  type ThreadExecutorOptions,
} from '../../../../functions/runtime/threads/thread-executor.ts';
import { orderFor } from './order.ts';

/** An executor on one of the fixtures, and what its tasks logged. */
export interface ThreadBench {
  readonly executor: ThreadExecutor;
  readonly logged: readonly object[];
  /** Runs one task of the fixture. */
  run(does: string, changes?: Partial<TaskOrder> & { readonly detail?: number }): Promise<TaskEnd>;
}

/** Opens executors and closes them after each test of the block that it is called in. */
export function threadBenches(): (fixture: string, options?: Partial<ThreadExecutorOptions>) => ThreadBench {
  const open: ThreadExecutor[] = [];
  afterEach(() => Promise.all(open.splice(0).map(executor => executor.close())));
  return (fixture, options = {}) => {
    const logged: object[] = [];
    const file = new URL(`./fixtures/${fixture}-thread.ts`, import.meta.url);
    const log = (entry: object) => void logged.push(entry);
    const executor = createThreadExecutor({ file, graceMs: 200, log, ...options });
    open.push(executor);
    const run: ThreadBench['run'] = (does, { detail, ...changes } = {}) =>
      executor.run(orderFor(detail === undefined ? { does } : { does, detail }, changes));
    return { executor, logged, run };
  };
}

/** The value of an end. Throws when the task did not return. */
export function valueIn(end: TaskEnd): unknown {
  if (end.kind !== 'value') throw new Error(`expected a value, got ${JSON.stringify(end)}`);
  return JSON.parse(end.value);
}
