import { escapeTime } from './escape.ts';
import { lightOf, screenValue } from './palette.ts';
import type { Tile } from './tile.ts';

/** Paints a tile: three bytes a pixel, row by row. */
export function paint({ view, image, tile, iterations, samples }: Tile): Uint8Array {
  const step = view.width / image.width;
  const left = view.re - view.width / 2;
  const top = view.im + (step * image.height) / 2;
  const bytes = new Uint8Array(3 * tile.width * tile.height);
  let at = 0;
  for (let y = tile.y; y < tile.y + tile.height; y += 1) {
    for (let x = tile.x; x < tile.x + tile.width; x += 1) {
      at = paintPixel({ re: left + x * step, im: top - y * step, step, samples, iterations }, bytes, at);
    }
  }
  return bytes;
}

interface Pixel {
  /** Its upper left corner. */
  readonly re: number;
  readonly im: number;
  /** Its size. */
  readonly step: number;
  readonly samples: number;
  readonly iterations: number;
}

/** Answers where the next pixel goes. */
function paintPixel({ re, im, step, samples, iterations }: Pixel, bytes: Uint8Array, at: number): number {
  let [red, green, blue] = [0, 0, 0];
  for (let row = 0.5; row < samples; row += 1) {
    for (let column = 0.5; column < samples; column += 1) {
      const time = escapeTime(re + (column / samples) * step, im - (row / samples) * step, iterations);
      const light = lightOf(time);
      red += light[0];
      green += light[1];
      blue += light[2];
    }
  }
  const share = 1 / samples ** 2;
  bytes[at] = screenValue(red * share);
  bytes[at + 1] = screenValue(green * share);
  bytes[at + 2] = screenValue(blue * share);
  return at + 3;
}
