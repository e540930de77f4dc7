import { PermanentError } from '../runtime/index.ts';

/** One tile of a picture of the Mandelbrot set: which part of the plane the picture shows, and which of its pixels to make. */
export interface Tile {
  /** What the picture shows: its middle in the complex plane, and how wide it is there. */
  readonly view: { readonly re: number; readonly im: number; readonly width: number };
  /** The whole picture, in pixels. */
  readonly image: { readonly width: number; readonly height: number };
  /** The tile's place in it, in pixels from the upper left. */
  readonly tile: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** A point that has not escaped after so many steps counts as one that never will. */
  readonly iterations: number;
  /** Each pixel is the mean of `samples` × `samples` points. */
  readonly samples: number;
}

const MOST_PIXELS = 1_048_576;

/** Reads a tile. Throws a `PermanentError` that names every field that is wrong. */
export function readTile(input: unknown): Tile {
  const problems: string[] = [];
  const number = (path: string, expects: string, allows: (value: number) => boolean): number => {
    const value = valueAt(input, path);
    if (typeof value === 'number' && allows(value)) return value;
    problems.push(`${path} must be ${expects}, got ${JSON.stringify(value)}`);
    return 0;
  };
  const count = (path: string, least: number, most: number) =>
    number(path, `a whole number from ${least} to ${most}`, value => {
      return Number.isInteger(value) && value >= least && value <= most;
    });
  const size = (path: string) => count(path, 1, 65_536);
  const tile: Tile = {
    view: {
      re: number('view.re', 'from -4 to 4', value => Math.abs(value) <= 4),
      im: number('view.im', 'from -4 to 4', value => Math.abs(value) <= 4),
      width: number('view.width', 'above 0, up to 8', value => value > 0 && value <= 8),
    },
    image: { width: size('image.width'), height: size('image.height') },
    tile: {
      x: count('tile.x', 0, 65_535),
      y: count('tile.y', 0, 65_535),
      width: size('tile.width'),
      height: size('tile.height'),
    },
    iterations: count('iterations', 1, 1_000_000),
    samples: count('samples', 1, 8),
  };
  if (problems.length === 0 && tile.tile.width * tile.tile.height > MOST_PIXELS) {
    problems.push(`a tile has at most ${MOST_PIXELS} pixels`);
  }
  if (problems.length > 0) throw new PermanentError(problems.join('; '));
  return tile;
}

function valueAt(input: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], input);
}
