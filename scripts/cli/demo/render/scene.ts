/** What the function `render` paints in one task: part of a picture of the Mandelbrot set. */
export interface TileTask {
  readonly view: { readonly re: number; readonly im: number; readonly width: number };
  readonly image: { readonly width: number; readonly height: number };
  readonly tile: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly iterations: number;
  readonly samples: number;
}

/** A double spiral in the valley of seahorses, with a small copy of the whole set in its middle. */
export const SCENE = {
  view: { re: -0.743643887037151, im: 0.13182590420533, width: 0.00025 },
  image: { width: 2560, height: 1440 },
  iterations: 4000,
  samples: 2,
} as const;

/** 20 × 24 tiles. A painted one stays below 32 KiB, so that results need no objects of their own. */
const TILE = { width: 128, height: 60 } as const;

/** One task for each tile, row by row. */
export function sceneTasks(): readonly TileTask[] {
  const { width, height } = SCENE.image;
  const tasks: TileTask[] = [];
  for (let y = 0; y < height; y += TILE.height) {
    for (let x = 0; x < width; x += TILE.width) tasks.push({ ...SCENE, tile: { x, y, ...TILE } });
  }
  return tasks;
}
