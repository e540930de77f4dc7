/** Lambda gives one virtual processor for each 1,769 MB (AWS Lambda Developer Guide, "Configure memory"). */
const MB_PER_PROCESSOR = 1_769;

/** The virtual processors that a memory setting buys: 0.29 at 512 MB, 5.79 at 10,240 MB. */
export function boughtProcessors(memoryMb: number): number {
  return memoryMb / MB_PER_PROCESSOR;
}

/** How many tasks that compute a worker runs at once: one a whole processor, and one where there is less. */
export function threadsFor(memoryMb: number): number {
  return Math.max(1, Math.round(boughtProcessors(memoryMb)));
}
