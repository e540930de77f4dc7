import type { ChangeRow } from '../aws/cloudformation.ts';
import type { Position } from '../errors.ts';

export type { ChangeRow };

/** What will happen, or happened, to one stack. */
export type StackAction = 'create' | 'update' | 'recreate' | 'settings' | 'unchanged' | 'delete';

/** How one stack ended. `skipped`: something it needs failed. */
export type StackEnd = 'done' | 'unchanged' | 'failed' | 'skipped' | 'cancelled';

/** Something in a plan that deserves a second look. */
export interface PlanMark {
  readonly kind: 'loses-data' | 'more-rights' | 'known-later';
  readonly logicalId: string;
  /** What it is, in a few words. */
  readonly text: string;
}

export interface StackPlan {
  readonly key: string;
  readonly stackName: string;
  readonly action: StackAction;
  /** Why: "new", "template differs", "parameter MemorySize: 256 -> 512", … */
  readonly reasons: readonly string[];
  readonly rows: readonly ChangeRow[];
  readonly marks?: readonly PlanMark[];
  /** Keys of the stacks it waits for. */
  readonly after: readonly string[];
}

/** The root cause of a failed stack, ready to be shown. */
export interface FailureCard {
  readonly key: string;
  readonly stackName: string;
  readonly status: string;
  readonly logicalId?: string;
  readonly resourceType?: string;
  readonly reason: string;
  /** Where in the template the resource stands, and a few lines of it. */
  readonly at?: Position;
  readonly frame?: string;
  readonly consoleUrl?: string;
  /** One command to go on with. */
  readonly suggestion: string;
}

/** Everything that `plan`, `deploy` and `destroy` tell. `key` is the stack's key in the environment file. */
export type DeployEvent =
  | {
      readonly type: 'plan';
      readonly stacks: readonly StackPlan[];
      readonly approval: string;
      /** Names of stacks that the file names no more. */
      readonly orphans?: readonly string[];
    }
  | { readonly type: 'apply-started'; readonly at: number; readonly keys: readonly string[] }
  | {
      readonly type: 'stack-started';
      readonly at: number;
      readonly key: string;
      readonly stackName: string;
      readonly action: StackAction;
    }
  | {
      readonly type: 'resource';
      readonly at: number;
      readonly key: string;
      readonly logicalId: string;
      readonly resourceType: string;
      readonly status: string;
      readonly reason?: string;
    }
  | {
      readonly type: 'upload';
      readonly at: number;
      readonly function: string;
      readonly objectKey: string;
      readonly bytes: number;
      readonly skipped: boolean;
    }
  | {
      readonly type: 'stack-ended';
      readonly at: number;
      readonly key: string;
      readonly stackName: string;
      readonly end: StackEnd;
      readonly seconds: number;
      /** For `skipped`: the key whose failure caused it. */
      readonly because?: string;
      readonly outputs: Readonly<Record<string, string>>;
    }
  | { readonly type: 'failure'; readonly card: FailureCard }
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'apply-ended';
      readonly at: number;
      readonly wallSeconds: number;
      readonly criticalSeconds: number;
      /** wall - critical: the orchestrator's own cost. */
      readonly overheadSeconds: number;
    };
