import type { Measurement, Probe } from '../../../scripts/cli/probe/measurement.ts';

/** What a worker on AWS answers whose memory buys `processors` (default: as published), on threads of `rate` rounds. */
export function measurementOf(
  memoryMb: number,
  {
    processors = memoryMb / 1769,
    rate = 1000,
  }: { readonly processors?: number; readonly rate?: number } = {},
): Measurement {
  const one = Math.min(1, processors);
  const probe: Probe = {
    start: { cold: true, loadedMs: 240 },
    processor: {
      oneThread: { threads: 1, processors: one, rate: one * rate },
      allThreads: { threads: 6, processors, rate: processors * rate },
    },
    memory: { limitMb: memoryMb, residentMb: 90, allocatedMb: memoryMb - 154, exhausted: true },
    disk: { writeRate: 120, readRate: 2_000, freeMb: 500 },
    network: { requestMs: 12.5, putRate: 60, getRate: 85 },
  };
  return { memoryMb, architecture: 'arm64', probe, initMs: undefined };
}
