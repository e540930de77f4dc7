import { task } from '../runtime/index.ts';
import { type DiskMeasure, measureDisk } from './disk.ts';
import { type MemoryMeasure, measureMemory } from './memory.ts';
import type { NetworkMeasure } from './network.ts';
import { type ProbeOrder, readOrder } from './order.ts';
import { measureProcessor, type ProcessorMeasure } from './processor.ts';

/** How this process began. */
export interface StartMeasure {
  /** True: nothing was probed in this process before. */
  readonly cold: boolean;
  /** From the start of the process until the function's code was loaded. */
  readonly loadedMs: number;
}

/** What a worker really gets. */
export interface Probe {
  readonly start: StartMeasure;
  readonly processor: ProcessorMeasure;
  readonly memory: MemoryMeasure;
  readonly disk: DiskMeasure;
  readonly network: NetworkMeasure;
}

const loadedMs = Math.round(process.uptime() * 1_000);
let probes = 0;

/**
 * Measures what this worker really gets: processor, memory, disk, the way to S3, its start. `null` or
 * `{"seconds":1.5,"mostMb":512}` → `{"start":…,"processor":…,"memory":…,"disk":…,"network":…}`
 */
export const handler = task(
  async (input: Partial<ProbeOrder> | null): Promise<Probe> => {
    const order = readOrder(input);
    probes += 1;
    const start = { cold: probes === 1, loadedMs };
    const processor = await measureProcessor(order.seconds);
    const disk = await measureDisk(order.diskMb);
    // Loaded here, so that the SDK is no part of the start that was measured.
    const { measureNetwork } = await import('./network.ts');
    const network = await measureNetwork(order.networkMb, process.env);
    return { start, processor, memory: measureMemory(order.mostMb, process.env), disk, network };
  },
  { concurrency: 1, timeout: 60, tries: 1 },
);
