/** Computes: the same work at every call, however many threads share a processor. Answers a number that only it can know. */
export function spin(rounds: number): number {
  let x = 1;
  for (let round = 0; round < rounds; round += 1) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
  return x;
}
