const MB = 2 ** 20;
const STEP_MB = 16;
/** Left alone: a process that takes the last of it is killed without a word. */
const RESERVE_MB = 64;

export interface MemoryMeasure {
  /** The function's memory setting; none outside Lambda. */
  readonly limitMb: number | null;
  /** Resident before anything was asked for: Node, the runtime, the function. */
  readonly residentMb: number;
  /** What was then allocated and written to. */
  readonly allocatedMb: number;
  /** True: this was all that there was. False: `mostMb` was reached first. */
  readonly exhausted: boolean;
}

/** Allocates and touches memory until little is left, or `mostMb` is reached, and gives it back. */
export function measureMemory(mostMb: number, variables: NodeJS.ProcessEnv): MemoryMeasure {
  const limitMb = Number(variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || null;
  const residentMb = process.memoryUsage.rss() / MB;
  const blocks: Buffer[] = [];
  const allocatedMb = () => blocks.length * STEP_MB;
  while (allocatedMb() + STEP_MB <= mostMb && leftMb(limitMb) >= STEP_MB + RESERVE_MB) {
    // Untouched pages cost nothing and prove nothing.
    blocks.push(Buffer.allocUnsafeSlow(STEP_MB * MB).fill(1));
  }
  return {
    limitMb,
    residentMb: Math.round(residentMb),
    allocatedMb: allocatedMb(),
    exhausted: allocatedMb() + STEP_MB <= mostMb,
  };
}

/** Below the function's limit and below what the machine has. */
function leftMb(limitMb: number | null): number {
  const below = (limitMb ?? Number.POSITIVE_INFINITY) - process.memoryUsage.rss() / MB;
  return Math.min(below, process.availableMemory() / MB);
}
