import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError, task } from 'cloudpool/task';

/** A task that does what its input says. */
export interface Step {
  readonly name: string;
  /** Milliseconds to wait. */
  readonly wait?: number;
  /** The error to throw, again at every try. */
  readonly fail?: string;
  /** The error to throw at once and for good. */
  readonly giveUp?: string;
  /** Ends the whole worker process, as running out of memory does, unless this file tells that it did so before. */
  readonly killOnce?: string;
  /** Ends the whole worker process, at every try. */
  readonly kill?: true;
}

export const handler = task(
  async ({ name, wait = 0, fail, giveUp, killOnce, kill }: Step, { signal }) => {
    if (kill) process.kill(process.pid, 'SIGKILL');
    if (killOnce !== undefined && !existsSync(killOnce)) {
      writeFileSync(killOnce, name);
      process.kill(process.pid, 'SIGKILL');
    }
    if (giveUp !== undefined) throw new PermanentError(giveUp);
    if (fail !== undefined) throw new TypeError(fail);
    await sleep(wait, undefined, { signal });
    return { name };
  },
  { concurrency: 4, timeout: 20 },
);
