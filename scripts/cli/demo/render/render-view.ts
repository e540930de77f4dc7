import { formatBytes, formatCount, formatSeconds, plural } from '../../format.ts';
import type { Style } from '../../style.ts';
import type { OneThreadSample } from './one-thread.ts';

/** Everything that the end of `demo render` tells. */
export interface RenderReport {
  readonly run: string;
  readonly tiles: number;
  readonly image: { readonly width: number; readonly height: number };
  readonly wallSeconds: number;
  readonly sample: OneThreadSample;
  /** Where the picture is, as the user writes it, and its size. */
  readonly file: string;
  readonly bytes: number;
  /** What is not as promised. Empty: all is well. */
  readonly wrong: readonly string[];
}

/** Carries the sample over to all tiles. */
export function oneThreadSeconds({ sample, tiles }: Pick<RenderReport, 'sample' | 'tiles'>): number {
  return sample.tiles === 0 ? 0 : (sample.seconds / sample.tiles) * tiles;
}

/** Writes the end of the demo. */
export function renderRenderDemo(report: RenderReport, style: Style): string[] {
  const { tiles, image, wallSeconds, sample, file, bytes, wrong } = report;
  const alone = oneThreadSeconds(report);
  const size = `${formatCount(image.width)} × ${formatCount(image.height)} pixels`;
  const speedUp = wallSeconds > 0 ? `, ${(alone / wallSeconds).toFixed(2)} times as fast as one thread` : '';
  return [
    '',
    `  ${style.dim('tiles')}       ${plural(tiles, 'tile')}, ${size}, four points each`,
    `  ${style.dim('run')}         ${style.bold(formatSeconds(wallSeconds))}${style.bold(speedUp)}`,
    `  ${style.dim('one thread')}  ${formatSeconds(alone)}`,
    `              ${style.dim(`an estimate from ${sample.tiles} of the tiles, painted on one thread in this run`)}`,
    `  ${style.dim('picture')}     ${file}, ${formatBytes(bytes)}`,
    '',
    ...wrong.map(line => `${style.bad('✗')} ${line}`),
  ];
}
