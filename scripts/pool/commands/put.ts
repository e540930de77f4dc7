import type { Outcome } from '../../../functions/runtime/protocol/outcome.ts';
import { uploadObject } from '../../aws/s3.ts';
import type { PoolContext } from '../connect/context.ts';
import { findPool } from '../connect/find-pool.ts';
import { openPorts } from '../connect/open-ports.ts';
import { DeadLetterDrain } from '../dead/dead-letter-drain.ts';
import { awaitResult } from '../loose/await-result.ts';
import { findFolder, type ReadFolder } from '../loose/find-folder.ts';
import { findTrigger, hasTrigger } from '../loose/find-trigger.ts';

/** Longer than one invocation of a function can last. */
const PATIENCE_MS = 20 * 60_000;

export interface PutOptions {
  /** The pool's key in the environment file. */
  readonly pool: string;
  /** The object's name below the folder that the pool's trigger watches. */
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Puts an object where the pool's trigger looks, and waits for what its task makes of it. The same content is worked on
 * once: putting it again brings the same result. A message that its queue gave up meanwhile ends as an error.
 * Without a trigger it goes into the folder that the pool's tasks read: `undefined`, because nothing starts one now.
 */
export async function put(
  context: PoolContext,
  { pool: key, name, body }: PutOptions,
): Promise<Outcome | undefined> {
  const { session, clock, report } = context;
  const pool = await findPool(context, key);
  const folder = hasTrigger(context, key) ? undefined : await findFolder(context, key);
  const { prefix } = folder ?? (await findTrigger(context, key, name));
  const object = { bucket: pool.bucket, key: `${prefix}${name}` };
  const id = await uploadObject(session, object, body);
  if (folder) {
    const message = `put s3://${object.bucket}/${object.key}. It starts no task: ${readerText(key, folder)}`;
    report({ type: 'notice', message });
    return undefined;
  }
  report({ type: 'notice', message: `put s3://${object.bucket}/${object.key}, task ${id} of ${pool.name}` });
  const ports = await openPorts(context, pool);
  const dead = new DeadLetterDrain(ports, pool.name);
  return awaitResult(ports, { pool: pool.name, id, giveUpAt: clock.now() + PATIENCE_MS, dead });
}

function readerText(pool: string, { clocks }: ReadFolder): string {
  const reader = `the next one of ${pool} that reads this folder takes it`;
  return clocks.length === 0 ? reader : `${reader} (${clocks.join(', ')})`;
}
