import { connect } from 'node:net';
import { portOf } from './address.ts';

const TIMEOUT_MS = 2_000;

/** What answers at an address. */
export type Answer =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'silent' }
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly server: string | undefined;
      /** The parsed body; `undefined` when it is not JSON. */
      readonly body: unknown;
    };

/** Asks what listens at `address`, by a GET of `path`. Never throws: nothing there is an answer too. */
export async function probe(address: string, path: string): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, address), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return {
      kind: 'http',
      status: response.status,
      server: response.headers.get('server') ?? undefined,
      body: parseJson(text),
    };
  } catch {
    return { kind: (await accepts(portOf(address))) ? 'silent' : 'nothing' };
  }
}

/** Says in a few words what holds a port that something else needs. */
export function describeAnswer(answer: Answer): string {
  if (answer.kind === 'nothing') return 'nothing';
  if (answer.kind === 'silent') return 'a program that does not speak HTTP';
  const { body, server } = answer;
  if (isObject(body) && 'services' in body && 'edition' in body) {
    return `an AWS emulator (version ${String(body.version)}) that was not started from here`;
  }
  if (isObject(body) && 'answered' in body) return 'a recorded provider that was not started from here';
  return `an HTTP server${server === undefined ? '' : ` (${server})`}`;
}

/** Narrows parsed JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port, timeout: TIMEOUT_MS });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  socket.once('timeout', () => resolve(false));
  const answer = await promise;
  socket.destroy();
  return answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
