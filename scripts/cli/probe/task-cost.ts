import { threadsFor } from '../../../functions/runtime/protocol/processors.ts';
import { PRICES, type Prices } from '../../estimate/prices.ts';
import type { Measurement } from './measurement.ts';

/** What the reference task takes and costs at one memory size. */
export interface TaskCost {
  readonly memoryMb: number;
  /** From its start to its end, in a worker that runs as many of them as it has threads. */
  readonly seconds: number;
  /** US dollars, without the request. */
  readonly dollars: number;
}

/** Sizes whose costs are within this part of the least cost the same: the rest is noise of the measurement. */
const SAME = 0.03;

/**
 * What a task costs that computes for `taskSeconds` on one whole processor: in a pool of kind `cpu`, one task a thread.
 * A whole processor is what one thread does in a second of processor time, in the best of the measurements.
 */
export function taskCosts(
  measurements: readonly Measurement[],
  { taskSeconds, prices = PRICES }: { readonly taskSeconds: number; readonly prices?: Prices },
): readonly TaskCost[] {
  const whole = Math.max(...measurements.map(({ probe }) => wholeRate(probe.processor.oneThread)));
  return measurements.map(({ memoryMb, architecture, probe }) => {
    const threads = threadsFor(memoryMb);
    const { oneThread, allThreads } = probe.processor;
    const rate = Math.min(allThreads.rate, threads * oneThread.rate);
    const workerSeconds = (taskSeconds * whole) / rate;
    const dollars = workerSeconds * (memoryMb / 1024) * prices.lambda.gbSecond[architecture];
    return { memoryMb, seconds: workerSeconds * threads, dollars };
  });
}

/** The size with the least cost; among sizes of the same cost the one whose tasks end first. */
export function cheapest(costs: readonly TaskCost[]): TaskCost | undefined {
  const least = Math.min(...costs.map(({ dollars }) => dollars));
  return costs
    .filter(({ dollars }) => dollars <= least * (1 + SAME))
    .toSorted((a, b) => a.seconds - b.seconds || a.memoryMb - b.memoryMb)[0];
}

function wholeRate({ rate, processors }: { readonly rate: number; readonly processors: number }): number {
  return rate / Math.max(processors, 0.01);
}
