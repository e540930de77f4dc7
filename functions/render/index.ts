import { deflateRawSync } from 'node:zlib';
import { task } from '../runtime/index.ts';
import { paint } from './paint.ts';
import { readTile, type Tile } from './tile.ts';

/** A tile that is painted, and where it belongs. */
export interface PaintedTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, row by row, deflated (without a header), in base64. */
  readonly rgb: string;
}

/**
 * Paints one tile of a picture of the Mandelbrot set.
 * `{"view":{"re":-0.5,"im":0,"width":3},"image":{"width":300,"height":200},"tile":{"x":0,"y":0,"width":100,"height":100},"iterations":500,"samples":2}`
 * → `{"x":0,"y":0,"width":100,"height":100,"rgb":"…"}`
 */
export const handler = task(
  (input: Tile): PaintedTile => {
    const tile = readTile(input);
    const { x, y, width, height } = tile.tile;
    return { x, y, width, height, rgb: deflateRawSync(paint(tile)).toString('base64') };
  },
  { kind: 'cpu', timeout: 30 },
);
