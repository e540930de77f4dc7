import { parentPort, workerData } from 'node:worker_threads';
import type { OneThreadSample } from './one-thread.ts';
import type { TileTask } from './scene.ts';

interface Order {
  /** Of the function. */
  readonly module: string;
  readonly tiles: readonly TileTask[];
}

interface PaintingFunction {
  readonly handler: { readonly run: (tile: TileTask) => unknown };
}

const { module, tiles } = workerData as Order;
const { handler } = (await import(module)) as PaintingFunction;
const began = performance.now();
for (const tile of tiles) handler.run(tile);
const sample: OneThreadSample = { tiles: tiles.length, seconds: (performance.now() - began) / 1000 };
parentPort?.postMessage(sample);
