import { format } from 'node:util';
import { isMainThread, type MessagePort, workerData } from 'node:worker_threads';
import { isTask, type Task, type TaskContext } from './task.ts';
import { parseInput, valueText } from './threads/json-text.ts';
import type {
  FromThread,
  OwnEnd,
  SharedOrder,
  ThreadData,
  ThreadOrder,
  ToThread,
} from './threads/messages.ts';
import { failureOf, mayRetry } from './threads/task-failure.ts';

/** One start that has not ended yet. */
interface Start {
  readonly id: number;
  readonly order: ThreadOrder;
  readonly shared: SharedOrder;
  readonly controller: AbortController;
}

/**
 * Runs a function's tasks on this worker thread, as many at once as the supervisor sends. The user's code runs here and
 * nowhere else: it may block or kill the thread, and the supervisor goes on.
 */
export function serveTasks(handler: Task<never, unknown>): void {
  if (isMainThread) throw new Error('serveTasks() must be called on a worker thread');
  if (!isTask(handler)) throw new TypeError('the function must export `handler`, made with task()');
  const { port } = workerData as ThreadData;
  const starts = new Map<number, Start>();
  let shared: SharedOrder;
  const begin = ({ id, order }: Extract<ToThread, { type: 'start' }>) => {
    const start = { id, order, shared, controller: new AbortController() };
    starts.set(id, start);
    void runTask(handler, start, port).then(end => {
      starts.delete(id);
      send(port, { type: 'end', id, end });
    });
  };
  port.on('message', (message: ToThread) => {
    if (message.type === 'start') begin(message);
    else if (message.type === 'share') shared = message.shared;
    else abort(message, starts.get(message.id), port);
  });
  send(port, { type: 'ready', description: handler.description });
}

function abort(
  { id, why }: Extract<ToThread, { type: 'abort' }>,
  start: Start | undefined,
  port: MessagePort,
): void {
  const reason =
    why === 'timeout'
      ? new DOMException('the time of the task is up', 'TimeoutError')
      : new DOMException('the task was aborted', 'AbortError');
  start?.controller.abort(reason);
  send(port, { type: 'heard', id });
}

/** Never rejects. */
async function runTask(handler: Task<never, unknown>, start: Start, port: MessagePort): Promise<OwnEnd> {
  try {
    const input = parseInput(Buffer.from(start.order.input, 'latin1'));
    const value = await handler.run(input as never, contextOf(start, port));
    return { kind: 'value', value: valueText(value) };
  } catch (thrown) {
    return { kind: 'error', error: failureOf(thrown), retry: mayRetry(thrown) };
  }
}

function contextOf({ id, order, shared, controller }: Start, port: MessagePort): TaskContext {
  const ends = Math.min(Date.now() + shared.timeoutMs, shared.deadline);
  return {
    taskId: order.taskId,
    task: order.task,
    run: shared.run,
    attempt: order.attempt,
    signal: controller.signal,
    settings: shared.settings,
    log: (...values) => send(port, { type: 'log', id, message: format(...values) }),
    remainingMs: () => Math.max(0, ends - Date.now()),
  };
}

function send(port: MessagePort, message: FromThread): void {
  port.postMessage(message);
}
