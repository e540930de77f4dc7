import type { StackEvent } from '../../aws/cloudformation.ts';
import type { Position } from '../../errors.ts';
import type { DeployGraph, StackNode } from '../graph/graph.ts';
import type { Template } from '../template/template.ts';
import type { FailureKind } from './failure-kind.ts';

/** What a stack failed with. */
export interface Failure {
  readonly stackId: string | undefined;
  readonly status: string;
  /** The operation's events, oldest first; none when it never began. */
  readonly events: readonly StackEvent[];
  readonly error?: Error;
  /** Of a deletion: what is still there, `<logical id> (<physical id>)`. */
  readonly remains?: readonly string[];
  /** Of a deletion: it failed before, too. */
  readonly again?: boolean;
}

/** All that is known of a failure once its root cause is found. */
export interface Facts {
  readonly graph: DeployGraph;
  readonly node: StackNode;
  readonly failure: Failure;
  readonly kind: FailureKind;
  /** As AWS said it. */
  readonly reason: string;
  /** The event it comes from; none when the operation never began. */
  readonly event?: StackEvent | undefined;
  /** The template it comes from: that of the stack, or of a nested one. */
  readonly template?: Template | undefined;
  /** The resource, when it stands in that template. */
  readonly logicalId?: string | undefined;
  readonly at?: Position | undefined;
}
