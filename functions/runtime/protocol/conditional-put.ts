import { decodeText, splitLines } from './lines.ts';
import type { ObjectStore } from './ports.ts';
import { type RetryOptions, retryTransient } from './retry.ts';

/** The first line of every conditional object fits, and begins with its token. */
const HEAD_BYTES = 16 * 1024;

export interface ConditionalPut {
  readonly key: string;
  /** Its first line is a JSON object with the field `token`. */
  readonly body: Uint8Array | string;
  /** Unique to this writer and this object. */
  readonly token: string;
}

/**
 * Writes an object where nothing is, and tells the truth after a lost answer: when the object exists and carries this
 * writer's own token, an earlier try of this very call wrote it, so it is `created`.
 */
export async function putOnce(
  store: ObjectStore,
  { key, body, token }: ConditionalPut,
  retry: RetryOptions,
): Promise<'created' | 'exists'> {
  const end = await retryTransient(() => store.putIfAbsent(key, body), retry);
  if (end === 'created') return 'created';
  const head = await retryTransient(() => store.get(key, { from: 0, to: HEAD_BYTES }), retry);
  return head !== undefined && tokenOf(head) === token ? 'created' : 'exists';
}

/** The token in the first line of an object; `undefined` when there is none. */
export function tokenOf(bytes: Uint8Array): string | undefined {
  try {
    const first: unknown = JSON.parse(decodeText(splitLines(bytes)[0] ?? new Uint8Array()));
    const token = (first as { readonly token?: unknown } | null)?.token;
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
