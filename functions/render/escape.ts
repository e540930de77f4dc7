/** Far outside, the fraction between two steps is smooth. */
const ESCAPED = 65_536;

/**
 * Tells how fast a point leaves: the steps of z → z² + c until it is far away, with a fraction, so that neighbouring
 * points have neighbouring numbers. `undefined`: it stays, as far as `iterations` steps can tell.
 */
export function escapeTime(re: number, im: number, iterations: number): number | undefined {
  if (staysForSure(re, im)) return undefined;
  // Numbers one by one: lists in this loop make the compiler give up, and a tile take three times as long.
  let x = 0;
  let y = 0;
  let xx = 0;
  let yy = 0;
  // A point that comes back to where it was goes round for ever: look at longer and longer distances.
  let seenX = 0;
  let seenY = 0;
  let lookAgain = 8;
  for (let step = 1; step <= iterations; step += 1) {
    y = 2 * x * y + im;
    x = xx - yy + re;
    xx = x * x;
    yy = y * y;
    if (xx + yy > ESCAPED) return step + 1 - Math.log2(Math.log(xx + yy) / 2);
    if (x === seenX && y === seenY) return undefined;
    if (step === lookAgain) {
      seenX = x;
      seenY = y;
      lookAgain *= 2;
    }
  }
  return undefined;
}

/** The two largest parts of the set, whose points would take the most steps: the cardioid and the disc to its left. */
function staysForSure(re: number, im: number): boolean {
  const q = (re - 0.25) ** 2 + im ** 2;
  return q * (q + re - 0.25) <= im ** 2 / 4 || (re + 1) ** 2 + im ** 2 <= 1 / 16;
}
