import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { DemoTask } from '../../local/demo-tasks.ts';

/** What the same requests take one after another: measured on a few of them. */
export interface SerialSample {
  readonly requests: number;
  readonly seconds: number;
}

export interface SampleOptions {
  /** The provider: `http://127.0.0.1:4577`. */
  readonly baseUrl: string;
  /** How many of them to ask for. */
  readonly size: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
}

const ATTEMPTS = 5;

/** Asks the provider for some of the tasks, spread evenly over all, one after another, in the way that the function does. */
export async function measureSerial(
  tasks: readonly DemoTask[],
  options: SampleOptions,
): Promise<SerialSample> {
  const { clock, signal } = options;
  const sample = spread(tasks, options.size);
  const began = clock.now();
  let requests = 0;
  for (const task of sample) {
    if (signal.aborted) break;
    await askOnce(task, options);
    requests += 1;
  }
  return { requests, seconds: (clock.now() - began) / 1000 };
}

/** Carries a sample over to all the tasks. */
export function serialSeconds({ requests, seconds }: SerialSample, tasks: number): number {
  return requests === 0 ? 0 : (seconds / requests) * tasks;
}

/** Takes `size` items at even distances. */
export function spread<Item>(items: readonly Item[], size: number): readonly Item[] {
  const step = items.length / Math.min(size, items.length);
  return Array.from(
    { length: Math.min(size, items.length) },
    (_, index) => items[Math.floor((index + 0.5) * step)],
  ).filter(item => item !== undefined);
}

/** Every answer counts, an unknown ticker too; a refusal for the rate is waited out, as any client would. */
async function askOnce({ ticker, month }: DemoTask, options: SampleOptions): Promise<void> {
  const { baseUrl, clock, signal, fetch: get = fetch } = options;
  const url = `${baseUrl}/tiingo/daily/${ticker}/prices?startDate=${month}-01&endDate=${lastDay(month)}`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const answer = await get(url, { signal });
    await answer.json();
    if (answer.status !== 429) return;
    await clock.sleep(Number(answer.headers.get('retry-after') ?? 1) * 1000, signal);
  }
}

function lastDay(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
