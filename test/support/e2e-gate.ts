import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type GatedRequest = Pick<IncomingMessage, 'headers' | 'method' | 'url'>;

/** What a gate does with a request instead of passing it on. */
export interface GateRules {
  /** Kept without an answer, for ever. */
  readonly holds?: (request: GatedRequest) => boolean;
  /** Answered by the gate itself. */
  readonly answers?: (
    request: GatedRequest,
  ) => { readonly status: number; readonly body: string } | undefined;
}

/** A door in front of the emulator, so that a test can stop a client in the middle of its work. */
export interface Gate {
  readonly address: string;
  /** Resolves when the first request is held. */
  readonly held: Promise<void>;
  close(): void;
}

/** Opens a gate on a free port. What no rule meets is passed on as it is, with the host name that was signed. */
export async function openGate(target: string, { holds, answers }: GateRules): Promise<Gate> {
  const held = Promise.withResolvers<void>();
  const server = createServer((incoming, outgoing) => {
    incoming.on('error', () => undefined);
    const answer = answers?.(incoming);
    if (answer) outgoing.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    else if (holds?.(incoming)) held.resolve();
    else pass(target, incoming, outgoing);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held: held.promise,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers, url } = incoming;
  const { hostname, port } = new URL(target);
  const onward = request({ hostname, port, method, headers, path: url }, answer => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
