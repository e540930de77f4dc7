import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a number of threads got when they did nothing but compute. */
export interface Spin {
  readonly threads: number;
  /** Seconds of processor time in each second of the clock: virtual processors that were really there. */
  readonly processors: number;
  /** Millions of rounds a second, all threads together: what came of it. */
  readonly rate: number;
}

export interface ProcessorMeasure {
  readonly oneThread: Spin;
  /** As many threads as the machine claims to have processors: more than a small function may use. */
  readonly allThreads: Spin;
}

/**
 * Measures the processor that this process may really use. The machine's own count says nothing: Lambda shows two
 * processors at 512 MB and gives 0.29 of one, by stopping the process for most of every tenth of a second.
 */
export async function measureProcessor(seconds: number): Promise<ProcessorMeasure> {
  const oneThread = await spin(1, seconds);
  return { oneThread, allThreads: await spin(Math.max(2, availableParallelism()), seconds) };
}

/** Text, because a package of a function has no file for threads of its own. Waits for a word, computes, answers rounds. */
const SPINNER = `
  const { parentPort } = require('node:worker_threads');
  parentPort.once('message', milliseconds => {
    const end = performance.now() + milliseconds;
    let rounds = 0;
    for (let x = 1; performance.now() < end; rounds += 20000) {
      for (let i = 0; i < 20000; i += 1) x = Math.imul(x, 1664525) + 1013904223;
      if (x === 0.5) throw new Error('never');
    }
    parentPort.postMessage(rounds);
  });
  parentPort.postMessage('ready');
`;

async function spin(threads: number, seconds: number): Promise<Spin> {
  const spinners = Array.from({ length: threads }, () => new Worker(SPINNER, { eval: true }));
  try {
    await Promise.all(spinners.map(answer));
    const [began, before] = [performance.now(), process.cpuUsage()];
    const answers = spinners.map(answer);
    for (const spinner of spinners) spinner.postMessage(seconds * 1_000);
    const rounds = (await Promise.all(answers)).reduce<number>((sum, count) => sum + Number(count), 0);
    const { user, system } = process.cpuUsage(before);
    const took = (performance.now() - began) / 1_000;
    return { threads, processors: (user + system) / 1e6 / took, rate: rounds / 1e6 / took };
  } finally {
    await Promise.all(spinners.map(spinner => spinner.terminate()));
  }
}

function answer(thread: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));
}
