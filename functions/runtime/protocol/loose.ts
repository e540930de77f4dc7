import type { Json } from './json.ts';

/**
 * A loose task: a message without the attribute `cloudpool`, put on the queue by EventBridge, the console or any other
 * producer. Its body is the input.
 */
export interface LooseMessage {
  /** From `cloudpool.id` in the body. `undefined`: the message's own id names the task. */
  readonly id: string | undefined;
  /** Why the body cannot be worked on; `undefined`: it can. */
  readonly problem: string | undefined;
}

/** Reads the body of a loose task. Never throws: whatever somebody put on the queue gets a result. */
export function readLooseBody(body: string): LooseMessage {
  const input = parseJson(body);
  if (input === undefined) return { id: undefined, problem: 'the body of the message is not JSON' };
  const id = idOf(input);
  if (id === undefined || isLooseId(id)) return { id, problem: undefined };
  const shown = JSON.stringify(id).slice(0, 80);
  const problem = `"cloudpool.id" must be 1 to 128 letters, digits, ".", "_" or "-", got ${shown}`;
  return { id: undefined, problem };
}

/** An id becomes part of object keys: nothing in it may leave the task's folder. */
export function isLooseId(id: unknown): id is string {
  return typeof id === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id);
}

function idOf(input: Json): Json | undefined {
  const own = fieldOf(input, 'cloudpool');
  return own === undefined ? undefined : fieldOf(own, 'id');
}

function fieldOf(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [name: string]: Json })[name];
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
