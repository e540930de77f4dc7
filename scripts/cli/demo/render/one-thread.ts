import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { TileTask } from './scene.ts';

/** What some of the tiles take on one thread, one after another. */
export interface OneThreadSample {
  readonly tiles: number;
  readonly seconds: number;
}

/**
 * Paints tiles one after another on one thread of this machine, with the code that the workers run. The function is
 * loaded by its path, as the packager does: the client's own code knows no function.
 */
export async function measureOneThread(
  tiles: readonly TileTask[],
  { root, signal }: { readonly root: string; readonly signal: AbortSignal },
): Promise<OneThreadSample> {
  const module = pathToFileURL(join(root, 'functions', 'render', 'index.ts')).href;
  const thread = new Worker(new URL('one-thread-worker.ts', import.meta.url), {
    workerData: { module, tiles },
  });
  try {
    const [sample] = (await once(thread, 'message', { signal })) as [OneThreadSample];
    return sample;
  } finally {
    await thread.terminate();
  }
}
