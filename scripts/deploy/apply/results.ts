import type { FailureCard, StackAction, StackEnd } from '../events.ts';
import type { DeployPlan } from '../plan.ts';
import type { Span } from './critical-path.ts';

/** How one stack ended. */
export interface StackResult {
  readonly key: string;
  readonly stackName: string;
  readonly action: StackAction;
  readonly end: StackEnd;
  readonly seconds: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** For `skipped`: the key whose failure caused it. */
  readonly because?: string;
  readonly card?: FailureCard;
  /** When CloudFormation itself worked on it. */
  readonly span?: Span;
  /** For `cancelled`: CloudFormation finishes what it began, unwatched. */
  readonly goesOn?: true;
}

/** How a deploy ended, stack by stack. A failed stack is a result, not an exception. */
export interface DeployResult {
  /** False: the question was answered no, and nothing was changed. */
  readonly approved: boolean;
  readonly plan: DeployPlan;
  readonly stacks: ReadonlyMap<string, StackResult>;
  /** Every stack is done or unchanged. */
  readonly succeeded: boolean;
  /** Interrupted: cancelled, or left to CloudFormation, which finishes what it began unwatched. */
  readonly detached: boolean;
}

/** Tells whether what comes after a stack may go on. */
export function isDone({ end }: Pick<StackResult, 'end'>): boolean {
  return end === 'done' || end === 'unchanged';
}
