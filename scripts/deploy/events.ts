import type { ChangeRow } from '../aws/cloudformation.ts';
import type { Position } from '../errors.ts';
import type { FailureKind } from './failure/failure-kind.ts';
import type { Edge } from './graph/graph.ts';

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

/** How long a change will take. `last`: as its last operation did. `typical`: a guess from the kinds of its resources. */
export interface ExpectedTime {
  readonly seconds: number;
  readonly from: 'last' | 'typical';
}

/** What a change adds to the bill of every month, US dollars: what stands there, used or not. */
export interface PlanPrice {
  /** After the change, less before it. */
  readonly monthly: number;
  /** Some count is known only later. */
  readonly atLeast?: true;
  /** The resources that change it. */
  readonly resources: readonly { readonly logicalId: string; readonly monthly: number }[];
  /** New resources that cost nothing until they are used. */
  readonly byUse: readonly string[];
  /** Resources of the plan that are paid by the hour, at a price that no table here knows. */
  readonly unpriced: readonly string[];
}

/** Why a stack waits for another. `release`: the other has to let go of an export first. */
export interface StackWait {
  readonly key: string;
  readonly kind: Edge['kind'] | 'release';
  /** The export or output that it hangs on. */
  readonly via?: string;
  readonly at?: Position;
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
  /** Why, one for each thing that it hangs on. */
  readonly waits?: readonly StackWait[];
  readonly expected?: ExpectedTime;
  /** Left out where nothing that stands is priced, and on the emulator. */
  readonly price?: PlanPrice;
}

/** The root cause of a failed stack, ready to be shown. */
export interface FailureCard {
  readonly key: string;
  readonly stackName: string;
  readonly status: string;
  /** The class of the failure, and what it is called. */
  readonly kind?: FailureKind;
  readonly title?: string;
  /** The nested stacks that lead to it, from the outside to the inside. */
  readonly path?: readonly string[];
  readonly logicalId?: string;
  readonly resourceType?: string;
  /** The sentence of the service. */
  readonly reason: string;
  /** Who said it, with its codes: `Lambda 400 InvalidRequest`. */
  readonly service?: string;
  /** What support asks for. */
  readonly requestId?: string;
  /** What the failed thing said itself: lines of its log, or why its tasks stopped. */
  readonly said?: readonly string[];
  /** Where in the template the resource stands, and a few lines of it. */
  readonly at?: Position;
  readonly frame?: string;
  /** Of a deletion: what still stands, `<logical id> (<physical id>)`. */
  readonly remains?: readonly string[];
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
      /** Of all stacks together, along the graph. */
      readonly expected?: ExpectedTime;
      /** Which prices were used. */
      readonly prices?: { readonly date: string; readonly region: string };
    }
  | {
      readonly type: 'apply-started';
      readonly at: number;
      readonly keys: readonly string[];
      /** These stacks are followed, not changed: somebody began before, and the plan comes afterwards. */
      readonly attached?: true;
      /** What they should take, where no plan says it. */
      readonly expected?: Readonly<Record<string, ExpectedTime>>;
    }
  | {
      readonly type: 'stack-started';
      readonly at: number;
      readonly key: string;
      readonly stackName: string;
      readonly action: StackAction;
      /** When CloudFormation began, where it had begun before. */
      readonly since?: number;
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
      /** When CloudFormation itself worked on it, by its own clock. */
      readonly span?: { readonly startedAt: number; readonly endedAt: number };
      /** For `cancelled`: CloudFormation finishes what it began, unwatched. */
      readonly goesOn?: true;
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
