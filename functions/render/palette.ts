/** Red, green and blue in linear light, 0 to 1: colours are mixed as light is. */
export type Light = readonly [red: number, green: number, blue: number];

/** From the night over the sea to the sun, and back: place on the circle (0 to 1) and colour as the screen has it. */
const STOPS: readonly (readonly [at: number, color: readonly [number, number, number]])[] = [
  [0, [4, 6, 32]],
  [0.16, [18, 74, 150]],
  [0.36, [120, 205, 232]],
  [0.46, [248, 252, 240]],
  [0.6, [255, 188, 60]],
  [0.76, [178, 62, 24]],
  [0.9, [44, 8, 44]],
  [1, [4, 6, 32]],
];

/** How far apart two steps are on the circle: the logarithm spreads them evenly at every depth. */
const TURNS = 0.42;
const SIZE = 4096;
const TABLE = makeTable();

/** The colour of an escape time; the set itself is black. */
export function lightOf(escapeTime: number | undefined): Light {
  if (escapeTime === undefined) return BLACK;
  const turns = TURNS * Math.log2(Math.max(1, escapeTime));
  return TABLE[Math.floor((turns - Math.floor(turns)) * SIZE)] ?? BLACK;
}

/** What a screen takes, 0 to 255, for linear light (sRGB, IEC 61966-2-1). */
export function screenValue(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

const BLACK: Light = [0, 0, 0];

function makeTable(): readonly Light[] {
  return Array.from({ length: SIZE }, (_, index) => mix(index / SIZE));
}

/** Between two stops along a curve without corners. */
function mix(at: number): Light {
  const after = Math.max(
    1,
    STOPS.findIndex(([place]) => place > at),
  );
  const [from, to] = [STOPS[after - 1], STOPS[after]];
  if (from === undefined || to === undefined) return BLACK;
  const part = (at - from[0]) / (to[0] - from[0]);
  const eased = part * part * (3 - 2 * part);
  const channel = (index: 0 | 1 | 2) => linear(from[1][index] + eased * (to[1][index] - from[1][index]));
  return [channel(0), channel(1), channel(2)];
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
