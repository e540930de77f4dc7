import { isTransient } from '../../aws/aws-error.ts';
import { asError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { Operation } from '../plan/stack-status.ts';
import type { Target } from './operation.ts';

/** A stack that CloudFormation works on while a command is interrupted. */
export interface ActiveStack {
  readonly key: string;
  readonly operation: Operation;
}

/**
 * What becomes of what goes on: `detach` leaves it to CloudFormation; `cancel` rolls updates back; `cancel-and-delete`
 * deletes the stacks that are being created, too. Nothing else can be cancelled.
 */
export type InterruptAnswer = 'detach' | 'cancel' | 'cancel-and-delete';

/** Who decides, after the first Ctrl-C, what becomes of what goes on. Without one a command detaches. */
export interface InterruptDesk {
  /** Aborts at the second Ctrl-C. */
  readonly detach: AbortSignal;
  /** `over` aborts when there is nothing left to decide about. */
  ask(active: readonly ActiveStack[], over: AbortSignal): Promise<InterruptAnswer>;
}

/** Watches what goes on, and what becomes of it when the command is interrupted. */
export interface Interruption {
  /** Aborts when what goes on is not watched any more. */
  readonly detached: AbortSignal;
  began(target: Target): void;
  ended(target: Target): void;
  /** Asked to be rolled back or deleted: from then on other tokens than ours count, too. */
  isCancelled(stackId: string): boolean;
  /** Nothing goes on any more. */
  dispose(): void;
}

/** The first Ctrl-C asks once; whatever turns out to go on afterwards gets the same answer. */
export function createInterruption(context: OpenContext): Interruption {
  const { signal, interrupt } = context;
  const detach = new AbortController();
  const over = new AbortController();
  const active = new Map<string, Target>();
  const cancelled = new Set<string>();
  let answer: Promise<InterruptAnswer> | undefined;
  const leave = () => detach.abort();
  const settle = async (targets: readonly Target[]) => {
    if (interrupt === undefined) return leave();
    if (targets.length === 0) return;
    answer ??= interrupt.ask([...active.values()], over.signal);
    const given = await answer;
    if (given === 'detach') return leave();
    await Promise.all(targets.map(target => cancel(context, target, given, cancelled)));
  };
  const stop = () => void settle([...active.values()]);
  signal.addEventListener('abort', stop, { once: true });
  interrupt?.detach.addEventListener('abort', leave, { once: true });
  if (signal.aborted) stop();
  return {
    detached: detach.signal,
    isCancelled: stackId => cancelled.has(stackId),
    began: target => {
      active.set(target.stackId, target);
      if (signal.aborted) void settle([target]);
    },
    ended: ({ stackId }) => active.delete(stackId),
    dispose: () => {
      over.abort();
      signal.removeEventListener('abort', stop);
      interrupt?.detach.removeEventListener('abort', leave);
    },
  };
}

async function cancel(
  context: OpenContext,
  { key, stackId, operation, token, roleArn }: Target,
  answer: InterruptAnswer,
  cancelled: Set<string>,
): Promise<void> {
  const { cloudFormation } = context.gateways;
  const again = `${token ?? key}-cancel`.slice(-128);
  if (operation === 'update') {
    cancelled.add(stackId);
    await insist(context, key, () => cloudFormation.cancelUpdate(stackId, again));
  } else if (operation === 'create' && answer === 'cancel-and-delete') {
    cancelled.add(stackId);
    await insist(context, key, () => cloudFormation.deleteStack(stackId, { token: again, roleArn }));
  } else {
    context.report({ type: 'notice', message: `${key} cannot be cancelled: it is followed to its end.` });
  }
}

const TRIES = 4;

/** CloudFormation refuses to cancel what has just ended, or is rolling back already: then there is nothing to cancel. */
async function insist({ clock, report }: OpenContext, key: string, call: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (isTransient(error) && tries < TRIES) {
        await clock.sleep(500 * 2 ** tries);
        continue;
      }
      const { message } = asError(error);
      return report({ type: 'notice', message: `${key} could not be cancelled: ${message}` });
    }
  }
}
