import { basename } from 'node:path';
import { put } from '../../pool/commands/put.ts';
import type { CommandContext, ExitCode } from '../command-context.ts';
import { openInput } from '../input.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';
import { printOutcome } from './invoke.ts';

/**
 * Puts a file where a pool's trigger looks, and prints what its task made of it. A task that fails ends with 1. A file that
 * starts no task is put, and that is all.
 */
export async function putCommand(
  context: CommandContext,
  { pool, file }: { readonly pool: string; readonly file: string },
): Promise<ExitCode> {
  const { input } = await openInput(context, file);
  const renderer = createRunRenderer(context);
  const name = basename(file);
  const outcome = await onPools(context, renderer, pools => put(pools, { pool, name, body: input }));
  return outcome === undefined ? 0 : printOutcome(context, outcome);
}
