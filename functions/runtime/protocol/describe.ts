import { parseFields } from './shape.ts';

const KINDS = ['io', 'cpu'] as const;

/** `io`: one thread with k tasks in flight. `cpu`: k threads with one task each. */
export type TaskKind = (typeof KINDS)[number];

/** What the function's code says of itself; the template has no word in it. */
export interface TaskDescription {
  readonly kind: TaskKind;
  /** k: tasks in flight in one worker. */
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  /** How often a task that throws is started, at most. */
  readonly tries: number;
}

/** The events that a client sends straight to the function. */
export type DirectEvent =
  | { readonly cloudpool: 'describe' }
  | { readonly cloudpool: 'invoke'; readonly input: unknown };

/** The answer to `{"cloudpool":"describe"}`. The answer to `invoke` is an `Outcome` of task 0. */
export interface Description extends TaskDescription {
  readonly protocol: number;
  /** The code version (CodeKey). */
  readonly code: string;
  /** The pool's stack name. */
  readonly pool: string;
}

/** Reads the answer to describe. Throws `ProtocolError`. */
export function parseDescription(text: string): Description {
  const fields = parseFields(text, 'answer to describe');
  return {
    protocol: fields.integer('protocol'),
    code: fields.text('code'),
    pool: fields.text('pool'),
    kind: fields.oneOf('kind', KINDS),
    concurrency: fields.integer('concurrency', 1),
    timeoutSeconds: fields.number('timeoutSeconds'),
    tries: fields.integer('tries', 1),
  };
}
