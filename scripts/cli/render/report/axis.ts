/** Units of the drawings: they are scaled to the width of the page. */
export const WIDTH = 1000;
/** Where the names end and time begins. */
export const LEFT = 190;
/** Room behind the last moment, for the figures that stand beside bars. */
const RIGHT = 90;

/** Where a moment lies in a drawing. */
export interface Axis {
  readonly x: (seconds: number) => number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400] as const;

/** An axis over so many seconds, with at most ten marks at round moments. */
export function createAxis(seconds: number): Axis {
  const whole = Math.max(seconds, 1);
  const step = STEPS.find(step => whole / step <= 10) ?? Math.ceil(whole / 10);
  const scale = (WIDTH - LEFT - RIGHT) / whole;
  return {
    x: at => Math.round((LEFT + at * scale) * 10) / 10,
    ticks: Array.from({ length: Math.floor(whole / step) + 1 }, (_, index) => index * step),
  };
}
