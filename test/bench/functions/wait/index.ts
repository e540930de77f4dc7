import { setTimeout } from 'node:timers/promises';
import { task } from '../../../../functions/runtime/index.ts';

/** Waits so many milliseconds, as a task does that asks a provider. */
export const handler = task((milliseconds: number) => setTimeout(milliseconds, milliseconds), {
  concurrency: 10,
  timeout: 30,
});
