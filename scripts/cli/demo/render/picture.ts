import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { inflateRawSync } from 'node:zlib';
import { encode } from 'fast-png';
import type { Outcome } from '../../../../functions/runtime/protocol/outcome.ts';

/** A picture: three bytes a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A picture made of results, and what is wrong with it. Empty: every pixel is there. */
export interface AssembledPicture {
  readonly picture: Picture;
  readonly wrong: readonly string[];
}

interface PaintedTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

/** Puts the tiles in a file of results into one picture. */
export async function assemblePicture(
  file: string,
  { width, height }: Pick<Picture, 'width' | 'height'>,
): Promise<AssembledPicture> {
  const picture = { width, height, rgb: new Uint8Array(3 * width * height) };
  const wrong: string[] = [];
  let pixels = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const outcome = JSON.parse(line) as Outcome;
    if (outcome.ok) pixels += place(outcome.value as unknown as PaintedTile, picture);
    else wrong.push(`Task ${outcome.task} failed: ${outcome.error.name}: ${outcome.error.message}`);
  }
  const missing = width * height - pixels;
  return { picture, wrong: missing === 0 ? wrong : [...wrong, `${missing} pixels are missing.`] };
}

/** Writes a picture as a PNG. */
export function encodePng({ width, height, rgb }: Picture): Uint8Array {
  return encode({ width, height, data: rgb, channels: 3 });
}

/** Copies a tile to its place, and answers how many pixels it has. */
function place(tile: PaintedTile, picture: Picture): number {
  const pixels = inflateRawSync(Buffer.from(tile.rgb, 'base64'));
  const row = 3 * tile.width;
  for (let y = 0; y < tile.height; y += 1) {
    const from = pixels.subarray(y * row, (y + 1) * row);
    picture.rgb.set(from, 3 * ((tile.y + y) * picture.width + tile.x));
  }
  return pixels.length / 3;
}
