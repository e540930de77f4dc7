import { looseKeys } from '../../../functions/runtime/protocol/keys.ts';
import { decodeText } from '../../../functions/runtime/protocol/lines.ts';
import { isBlob, type Outcome, parseOutcome } from '../../../functions/runtime/protocol/outcome.ts';
import { decodeResult } from '../../../functions/runtime/protocol/result.ts';
import { CloudpoolError } from '../../errors.ts';
import { createPace } from '../follow/pace.ts';
import { ask, type RunPorts } from '../ports.ts';

export interface LooseTask {
  /** The pool's stack name. */
  readonly pool: string;
  readonly id: string;
  /** Milliseconds since the epoch: nobody waits longer. */
  readonly giveUpAt: number;
  /** Ends tasks whose messages were given up: this one may be among them. */
  readonly dead?: { look(): Promise<void> } | undefined;
}

/** What waiting needs of the world. */
export type WaitPorts = Pick<RunPorts, 'store' | 'clock' | 'random' | 'report' | 'signal'>;

/** Waits for the result of a loose task. Throws `NO_RESULT_YET` when it takes too long, and `INTERRUPTED`. */
export async function awaitResult(
  ports: WaitPorts,
  { pool, id, giveUpAt, dead }: LooseTask,
): Promise<Outcome> {
  const { store, clock, signal } = ports;
  const keys = looseKeys({ pool, id });
  const pace = createPace();
  for (;;) {
    if (signal.aborted) throw interrupted(id);
    // A listing is never answered out of a cache.
    const { objects } = await ask(ports, () => store.list(keys.results, { limit: 1 }));
    if (objects.length > 0) return readOutcome(ports, keys);
    if (clock.now() > giveUpAt) throw noResultYet(pool, id);
    await dead?.look();
    await clock.sleep(pace.next({ news: false, openPages: 0 }), signal);
  }
}

async function readOutcome(ports: WaitPorts, keys: ReturnType<typeof looseKeys>): Promise<Outcome> {
  const get = async (key: string) => {
    const bytes = await ask(ports, () => ports.store.get(key));
    if (bytes !== undefined) return bytes;
    throw new CloudpoolError(`${key} is gone`, {
      code: 'RESULT_GONE',
      hint: 'The lifecycle of the bucket deletes old results.',
    });
  };
  const [outcome] = decodeResult(await get(keys.result(0))).outcomes;
  if (outcome !== undefined && !isBlob(outcome)) return outcome;
  const whole = parseOutcome(decodeText(await get(`${keys.prefix}${outcome?.blob}`)));
  if (!isBlob(whole)) return whole;
  throw new CloudpoolError(`${keys.prefix}: an outcome names an object that names another`, {
    code: 'RESULT_CORRUPT',
  });
}

function noResultYet(pool: string, id: string): CloudpoolError {
  return new CloudpoolError(`task ${id} of ${pool} has no result yet`, {
    code: 'NO_RESULT_YET',
    hint: 'Workers may be busy, or their log says why. Put the same file again to go on waiting: it is worked on once.',
  });
}

function interrupted(id: string): CloudpoolError {
  return new CloudpoolError(`task ${id} goes on without anybody waiting for it`, {
    code: 'INTERRUPTED',
    exitCode: 130,
    hint: 'Put the same file again to wait for its result: it is worked on once.',
  });
}
