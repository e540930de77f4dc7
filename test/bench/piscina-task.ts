/** What function `tiny` does, as piscina wants it. */
export function double(input: number): number {
  return input * 2;
}
