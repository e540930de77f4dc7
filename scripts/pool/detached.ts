import { CloudpoolError } from '../errors.ts';

/** Says that the user left a run that goes on, and how to come back. `sent`: how far the sending got, when not to the end. */
export function detached(run: string, sent?: { readonly upTo: number; readonly of: number }): CloudpoolError {
  const rest = sent && sent.upTo < sent.of;
  const state = rest
    ? `only ${sent.upTo} of ${sent.of} chunks were sent; these go on, the rest waits`
    : 'the run goes on without this client';
  return new CloudpoolError(`detached from run ${run}: ${state}`, {
    code: 'DETACHED',
    hint: rest
      ? `npx cloudpool resume ${run} sends the rest and brings the results.`
      : `npx cloudpool resume ${run} brings the results, from any machine.`,
    exitCode: 130,
  });
}
