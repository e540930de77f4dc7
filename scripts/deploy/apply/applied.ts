import type { OpenContext } from '../context.ts';
import type { Span } from './critical-path.ts';
import type { Operations, Target } from './operation.ts';

/** How far one stack got. `detached`: interrupted; where CloudFormation works on it, that goes on. */
export type Applied =
  | { readonly end: 'done'; readonly stackId: string; readonly span?: Span }
  | { readonly end: 'unchanged' }
  | {
      readonly end: 'failed';
      readonly stackId: string;
      readonly status: string;
      readonly token: string | undefined;
      readonly span: Span;
    }
  | { readonly end: 'detached'; readonly goesOn?: true };

/** What it takes to work on stacks. */
export interface ApplyTools {
  readonly context: OpenContext;
  readonly operations: Operations;
}

/** Follows an operation to its end, and says how far the stack got by it. */
export async function followTo(operations: Operations, target: Target): Promise<Applied> {
  const outcome = await operations.follow(target);
  if (outcome === undefined) return { end: 'detached', goesOn: true };
  const span = { startedAt: outcome.startedAt, endedAt: outcome.endedAt };
  const { stackId, token } = target;
  if (outcome.succeeded) return { end: 'done', stackId, span };
  return { end: 'failed', stackId, status: outcome.status, token, span };
}
