import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRead, type ProxyCall, readCall } from './fault-proxy-calls.ts';
import { createSlowStacks, type Slowness, type SlowStacks } from './fault-proxy-slow.ts';
import { errorAnswer, type WireAnswer } from './fault-proxy-xml.ts';
import { SimRandom } from './sim-random.ts';

/** What can go wrong with a call. `cut-after`: it was done, and nobody hears of it. */
export type Fault = 'throttled' | 'server-error' | 'cut-before' | 'cut-after';

/** How likely each fault is, from 0 to 1, and how slow everything is. Only CloudFormation and STS are disturbed. */
export interface FaultRules extends Slowness {
  readonly seed?: number;
  /** Reads that are refused with `Throttling: Rate exceeded`. */
  readonly throttled?: number;
  /** Calls of any kind that are answered 500 or 503. */
  readonly serverErrors?: number;
  /** Calls whose connection is cut before they are done. */
  readonly cutBefore?: number;
  /** Calls that are done, and whose answer is lost. */
  readonly cutAfter?: number;
  /** Milliseconds that each call takes more, least and most. */
  readonly latency?: readonly [number, number];
  /** Told of each call before the emulator sees it, and once it has seen it, before the client hears of it. */
  readonly onCall?: (call: ProxyCall, moment: 'before' | 'after') => void | Promise<void>;
}

/** A door before the emulator through which not everything goes. */
export interface FaultProxy {
  readonly address: string;
  /** Every call, in the order in which it came. */
  readonly calls: readonly ProxyCall[];
  /** How often each fault was done to a call. */
  readonly faults: ReadonlyMap<Fault, number>;
  readonly slow: Pick<SlowStacks, 'operations' | 'refused'>;
  close(): void;
}

interface Parts {
  readonly target: URL;
  readonly rules: FaultRules;
  /** One number a call, so that the n-th call always meets the same fault. */
  readonly lots: SimRandom;
  readonly random: SimRandom;
  readonly calls: ProxyCall[];
  readonly faults: Map<Fault, number>;
  readonly slow: SlowStacks;
}

/** Opens a proxy on a free port of the loopback. What a rule does not meet is passed on as it is. */
export async function openFaultProxy(target: string, rules: FaultRules = {}): Promise<FaultProxy> {
  const parts: Parts = {
    target: new URL(target),
    rules,
    lots: new SimRandom(rules.seed ?? 1),
    random: new SimRandom(rules.seed ?? 1),
    calls: [],
    faults: new Map(),
    slow: createSlowStacks(rules),
  };
  const server = createServer((incoming, outgoing) => {
    handle(parts, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { calls, faults, slow } = parts;
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    faults,
    slow,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function handle(parts: Parts, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { rules, calls, random } = parts;
  const at = Date.now();
  const { method = '', url: path = '', headers } = incoming;
  const body = await buffer(incoming);
  const call = readCall({ index: calls.length, at, method, path, headers, body });
  calls.push(call);
  const fault = drawFault(parts, call);
  await rules.onCall?.(call, 'before');
  const [least, most] = rules.latency ?? [0, 0];
  if (most > 0) await sleep(random.integer(least, most));
  if (fault === 'cut-before') return void outgoing.destroy();
  const answer = refusalBy(fault, random) ?? (await pass(parts, call));
  await rules.onCall?.(call, 'after');
  if (fault === 'cut-after') return void outgoing.destroy();
  const { 'transfer-encoding': _, connection: __, ...rest } = answer.headers;
  outgoing.writeHead(answer.status, { ...rest, 'content-length': answer.body.length }).end(answer.body);
}

function drawFault({ rules, lots, faults }: Parts, call: ProxyCall): Fault | undefined {
  const drawn = lots.next();
  if (call.form.size === 0) return undefined;
  const { throttled = 0, serverErrors = 0, cutBefore = 0, cutAfter = 0 } = rules;
  const chances: readonly (readonly [Fault, number])[] = [
    ['server-error', serverErrors],
    ['cut-before', cutBefore],
    ['cut-after', cutAfter],
    ['throttled', isRead(call) ? throttled : 0],
  ];
  let reached = 0;
  for (const [fault, chance] of chances) {
    reached += chance;
    if (drawn >= reached) continue;
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
    return fault;
  }
  return undefined;
}

function refusalBy(fault: Fault | undefined, random: SimRandom): WireAnswer | undefined {
  if (fault === 'throttled') return errorAnswer(400, 'Throttling', 'Rate exceeded');
  if (fault !== 'server-error') return undefined;
  return random.chance(0.5)
    ? errorAnswer(503, 'ServiceUnavailable', 'Service is unavailable')
    : errorAnswer(500, 'InternalFailure', 'Internal failure');
}

async function pass({ target, slow }: Parts, call: ProxyCall): Promise<WireAnswer> {
  const given = slow.answer(call);
  if (given !== undefined) return given;
  const form = slow.readdress(call);
  const body = form === call.form ? call.body : Buffer.from(form.toString());
  return slow.retell(call, await forward(target, call, body));
}

function forward({ hostname, port }: URL, call: ProxyCall, body: Buffer): Promise<WireAnswer> {
  const { method, path } = call;
  const headers = { ...call.headers, 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const onward = request({ hostname, port, method, path, headers }, answer => {
      buffer(answer).then(
        received => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
