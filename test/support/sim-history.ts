import type { Outcome } from '../../functions/runtime/protocol/outcome.ts';
import type { SimTask } from './sim-task.ts';

/** Who did something: one process of a worker or of a client. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
  /** Which delivery a worker was busy with: `undefined` between two of them. */
  readonly delivery: number | undefined;
}

/** `<run>/<number>`: chunks of several runs may be about. A loose task is chunk 0 of a run that is called like it. */
export type ChunkName = string;

export type Role = 'worker' | 'client';

/** What a store holds under one key, by the part it plays. */
export type ObjectKind =
  | 'inputs'
  | 'chunk index'
  | 'run record'
  | 'sent mark'
  | 'attempts'
  | 'claim'
  | 'give-back'
  | 'blob'
  | 'result'
  | 'stop'
  | 'summary'
  | 'other';

/** Everything that happened and that an invariant speaks of, in order. `at`: virtual milliseconds. */
export type HistoryEvent = { readonly at: number; readonly by: Actor; readonly chunk?: ChunkName } & (
  | {
      readonly type: 'written';
      readonly key: string;
      readonly place: KeyPlace;
      readonly body: Uint8Array;
      readonly replaced: boolean;
    }
  | { readonly type: 'sent'; readonly body: string; readonly chunk: ChunkName }
  | { readonly type: 'looked'; readonly key: string }
  /** `task`: undefined for a body that is no JSON. */
  | { readonly type: 'loose'; readonly id: string; readonly task: SimTask | undefined }
  | {
      readonly type: 'received';
      readonly chunk: ChunkName;
      readonly messageId: string;
      readonly receive: number;
    }
  | { readonly type: 'started'; readonly chunk: ChunkName; readonly task: number; readonly localTime: number }
  | { readonly type: 'acknowledged'; readonly chunk: ChunkName; readonly localTime: number }
  | { readonly type: 'gave-back'; readonly chunk: ChunkName; readonly localTime: number }
  | { readonly type: 'delivered'; readonly run: string; readonly outcome: Outcome }
  | { readonly type: 'followed'; readonly run: string; readonly ordered: boolean }
  | { readonly type: 'completed'; readonly run: string }
  | { readonly type: 'gave up'; readonly code: string; readonly message: string }
  /** The queue put a message among its dead letters. */
  | { readonly type: 'given up'; readonly chunk: ChunkName; readonly messageId: string }
  | { readonly type: 'crashed'; readonly why: string }
  | { readonly type: 'strayed'; readonly what: string }
);

export type EventOf<Type extends HistoryEvent['type']> = Extract<HistoryEvent, { type: Type }>;

/** What happened, in order, and sorted by type: the judges go through it again and again. */
export class History {
  readonly #events: HistoryEvent[] = [];
  readonly #byType = new Map<string, HistoryEvent[]>();

  get length(): number {
    return this.#events.length;
  }

  push(event: HistoryEvent): void {
    this.#events.push(event);
    const alike = this.#byType.get(event.type);
    if (alike) alike.push(event);
    else this.#byType.set(event.type, [event]);
  }

  /** The events of one type. */
  of<Type extends HistoryEvent['type']>(type: Type): readonly EventOf<Type>[] {
    return (this.#byType.get(type) ?? []) as EventOf<Type>[];
  }

  /** The writes of one kind of object. */
  writes(kind: ObjectKind): readonly EventOf<'written'>[] {
    return this.of('written').filter(({ place }) => place.kind === kind);
  }

  [Symbol.iterator](): Iterator<HistoryEvent> {
    return this.#events[Symbol.iterator]();
  }
}

/** The chunk, or the loose task, that a message names: `undefined` for any other. */
export function chunkNameOf(body: string): ChunkName | undefined {
  try {
    const { run, chunk, cloudpool } = JSON.parse(body) as NamingBody;
    if (cloudpool !== undefined) return `${cloudpool.id}/0`;
    return chunk === undefined ? undefined : `${run}/${chunk}`;
  } catch {
    return undefined;
  }
}

interface NamingBody {
  readonly run?: string;
  readonly chunk?: number;
  readonly cloudpool?: { readonly id: string };
}

/** Where a key belongs: its run, its kind, and for the parts of a chunk which chunk and which attempt. */
export interface KeyPlace {
  readonly kind: ObjectKind;
  readonly run: string;
  readonly chunk: ChunkName;
  readonly attempt: number;
}

export function placeOfKey(key: string): KeyPlace {
  const [, run = '', rest = ''] = /^(?:runs|loose)\/[^/]+\/([^/]+)\/(.*)$/.exec(key) ?? [];
  const [, chunk = '', attempt = '0'] = /^\w+\/(\d+)(?:\/(\d+))?/.exec(rest) ?? [];
  return { kind: kindOfKey(key), run, chunk: `${run}/${Number(chunk)}`, attempt: Number(attempt) };
}

/** Says which part of the ledger a key belongs to; a prefix that is listed counts as what lies under it. */
export function kindOfKey(key: string): ObjectKind {
  if (/\/attempts\/\d+\/\d+\.end$/.test(key)) return 'give-back';
  if (/\/attempts\/\d+\/\d+$/.test(key)) return 'claim';
  const part = /^(?:runs|loose)\/[^/]+\/[^/]+\/([^/]+)/.exec(key)?.[1];
  return KINDS.get(part ?? '') ?? 'other';
}

const KINDS = new Map<string, ObjectKind>([
  ['inputs.jsonl', 'inputs'],
  ['chunks.bin', 'chunk index'],
  ['run.json', 'run record'],
  ['sent.json', 'sent mark'],
  ['attempts', 'attempts'],
  ['blobs', 'blob'],
  ['results', 'result'],
  ['stop', 'stop'],
  ['summary.json', 'summary'],
]);
